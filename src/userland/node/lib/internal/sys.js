/**
 * System calls: one native, `binding.sys(op, json, bytes)`, which blocks until the kernel has answered. Answers are bytes, or JSON with a value
 * or an error code. Also the tokens of calls that answer later as an event.
 */
const { uvException } = require('internal/errors')

const view = (bytes) =>
  bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)

/** Calls after which files may be elsewhere. */
const CHANGING = new Set(
  'open write writeFile mkdir mkdirp rmdir rmtree unlink rename link symlink chmod chown truncate ftruncate copyFile chdir spawn spawnSync'.split(
    ' ',
  ),
)
let changed = () => {}
/** Throws { code } as a plain object: callers make the error that fits. */
function raw(op, args, bytes) {
  if (CHANGING.has(op) && !(op === 'write' && args[0] <= 2)) changed()
  const answer = binding.sys(op, JSON.stringify(args), bytes === undefined ? undefined : view(bytes))
  if (typeof answer !== 'string') return answer
  const parsed = JSON.parse(answer)
  if (parsed.e !== undefined) throw new SysFailure(parsed.e)
  return parsed.v
}
class SysFailure {
  constructor(code) {
    this.code = code
  }
}
/** As raw(), failing with an error of file operations. */
function fileCall(op, args, syscall, path, dest, bytes) {
  try {
    return raw(op, args, bytes)
  } catch (error) {
    if (error instanceof SysFailure) throw uvException({ code: error.code, syscall, path, dest })
    throw error
  }
}

let nextToken = 1
const waiting = new Map()
/** Calls that keep the loop alive. */
let referenced = 0
/**
 * Starts a call whose answer comes as an event: callback(code | null, value). Returns a handle with ref, unref, and forget (the callback is
 * not called any more).
 */
function begin(op, args, bytes, callback) {
  const token = nextToken++
  const entry = { callback, referenced: true }
  waiting.set(token, entry)
  referenced++
  try {
    raw(op, [token, ...args], bytes)
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    setImmediateEvent({ token, e: error.code })
  }
  return {
    ref() {
      if (waiting.has(token) && !entry.referenced) {
        entry.referenced = true
        referenced++
      }
    },
    unref() {
      if (waiting.has(token) && entry.referenced) {
        entry.referenced = false
        referenced--
      }
    },
    forget() {
      if (!waiting.delete(token)) return
      if (entry.referenced) referenced--
    },
  }
}
const local = []
const setImmediateEvent = (event) => local.push(event)
function deliver(event, bytes) {
  const entry = waiting.get(event.token)
  if (!entry) return undefined
  waiting.delete(event.token)
  if (entry.referenced) referenced--
  return () => entry.callback(event.e ?? null, bytes ?? event.v)
}
module.exports = {
  onChange: (listener) => (changed = listener),
  raw,
  fileCall,
  SysFailure,
  begin,
  deliver,
  takeLocal: () => local.splice(0),
  hasLocal: () => local.length > 0,
  references: () => referenced,
}
