/** node:child_process. fork() and IPC are not simulated. */
const EventEmitter = require('events')
const { raw, begin, SysFailure } = require('internal/sys')
const { UV, invalidArgType, coded, notSimulated } = require('internal/errors')
const { Buffer } = require('buffer')

const signals = binding.start.signals
function spawnError(code, syscall, file, args) {
  const error = new Error(`${syscall} ${code}`)
  Object.defineProperty(error, 'stack', {
    value: `Error: ${error.message}\n    at ChildProcess._handle.onexit (node:internal/child_process:285:19)\n    at onErrorNT (node:internal/child_process:483:16)\n    at process.processTicksAndRejections (node:internal/process/task_queues:90:21)`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  error.errno = -(UV[code]?.[0] ?? 1)
  error.code = code
  error.syscall = syscall
  error.path = file
  error.spawnargs = args
  return error
}
/** What the kernel's side needs: file, argv, environment, folder, and what the descriptors are. */
function normalize(file, args, options) {
  if (typeof file !== 'string') throw invalidArgType('file', 'of type string', file)
  if (file.length === 0)
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'file' cannot be empty. Received ''")
  let list = Array.isArray(args) ? args.map(String) : []
  let given = Array.isArray(args) || args === undefined || args === null ? (options ?? {}) : args
  let command = file
  if (given.shell) {
    list = ['-c', [file, ...list].join(' ')]
    command = typeof given.shell === 'string' ? given.shell : '/bin/sh'
  }
  const env = {}
  for (const [key, value] of Object.entries(given.env ?? process.env)) if (value !== undefined) env[key] = `${value}`
  const cwd =
    given.cwd === undefined || given.cwd === null
      ? null
      : typeof given.cwd === 'string'
        ? given.cwd
        : require('internal/url').fileURLToPath(given.cwd)
  return { file: command, args: [given.argv0 ?? command, ...list], env, cwd, options: given }
}
function stdioOf(stdio, usual = 'pipe') {
  const list = typeof stdio === 'string' ? [stdio, stdio, stdio] : [...(stdio ?? [])]
  while (list.length < 3) list.push(usual)
  return list.map((entry) => {
    if (entry === undefined || entry === null) return usual
    if (entry === 'pipe' || entry === 'overlapped') return 'pipe'
    if (entry === 'ignore') return 'ignore'
    if (entry === 'ipc') throw notSimulated('stdio "ipc"')
    if (entry === 'inherit') return 'inherit'
    if (typeof entry === 'number') return entry
    if (typeof entry?.fd === 'number') return entry.fd
    throw coded(
      TypeError,
      'ERR_INVALID_ARG_VALUE',
      `The argument 'stdio' is invalid. Received ${require('internal/inspect').inspect(entry)}`,
    )
  })
}
class ChildProcess extends EventEmitter {
  constructor() {
    super()
    this.connected = false
    this.signalCode = null
    this.exitCode = null
    this.killed = false
    this.spawnfile = null
    this.pid = undefined
    Object.defineProperty(this, '_wait', { value: null, writable: true, enumerable: false })
  }
  _spawn({ file, args, env, cwd, options }) {
    this.spawnfile = file
    this.spawnargs = args
    const { FdReadable } = require('internal/fd-stream')
    let result
    try {
      result = raw('spawn', [
        {
          file,
          args,
          env,
          cwd,
          stdio: stdioOf(options.stdio),
          detached: Boolean(options.detached),
          uid: options.uid ?? null,
          gid: options.gid ?? null,
        },
      ])
    } catch (error) {
      if (!(error instanceof SysFailure)) throw error
      const failure = spawnError(error.code, `spawn ${file}`, file, args.slice(1))
      const { Readable, Writable } = require('stream')
      const kinds = stdioOf(options.stdio)
      this.stdin = kinds[0] === 'pipe' ? new Writable({ write: (chunk, encoding, done) => done() }) : null
      this.stdout = kinds[1] === 'pipe' ? Readable.from([]) : null
      this.stderr = kinds[2] === 'pipe' ? Readable.from([]) : null
      this.stdio = [this.stdin, this.stdout, this.stderr]
      this.exitCode = failure.errno
      if (this.listenerCount('error') === 0) mark(failure)
      process.nextTick(() => {
        if (this.listenerCount('error') === 0) mark(failure)
        this.emit('error', failure)
        this.emit('close', failure.errno, null)
      })
      return
    }
    this.pid = result.pid
    let open = 0
    this.stdio = result.fds.map((fd, i) => {
      if (fd === null) return null
      if (i === 0) return childInput(fd)
      const stream = new FdReadable(fd)
      open++
      stream.once('close', () => {
        open--
        this._maybeClose()
      })
      return stream
    })
    ;[this.stdin, this.stdout, this.stderr] = this.stdio
    Object.defineProperty(this, '_open', { get: () => open, enumerable: false })
    this._wait = begin('waitChild', [this.pid], undefined, (code, status) => {
      this._wait = null
      this.exitCode = status?.signal ? null : (status?.code ?? 1)
      this.signalCode = status?.signal
        ? (Object.keys(signals).find((name) => signals[name] === status.signal) ?? null)
        : null
      this.stdin?.destroy()
      this.emit('exit', this.exitCode, this.signalCode)
      for (const stream of [this.stdout, this.stderr])
        if (
          stream &&
          !stream.readableFlowing &&
          stream.listenerCount('readable') === 0 &&
          stream.listenerCount('data') === 0
        )
          stream.resume()
      this._exited = true
      this._maybeClose()
    })
    process.nextTick(() => this.emit('spawn'))
  }
  _maybeClose() {
    if (this._exited && this._open === 0 && !this._closed) {
      this._closed = true
      this.emit('close', this.exitCode, this.signalCode)
    }
  }
  kill(signal = 'SIGTERM') {
    const number = typeof signal === 'number' ? signal : signals[signal]
    if (number === undefined) throw coded(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${signal}`)
    if (this.exitCode !== null || this.signalCode !== null || this.pid === undefined) return false
    try {
      raw('kill', [this.pid, number])
    } catch (error) {
      if (error instanceof SysFailure && error.code === 'ESRCH') return false
      if (error instanceof SysFailure) throw coded(Error, error.code, `kill ${error.code}`)
      throw error
    }
    if (number !== 0) this.killed = true
    return true
  }
  ref() {
    this._wait?.ref()
  }
  unref() {
    this._wait?.unref()
  }
  send() {
    throw notSimulated('ChildProcess.send')
  }
  disconnect() {}
}
Object.defineProperty(ChildProcess.prototype, '_exited', { value: false, writable: true })
Object.defineProperty(ChildProcess.prototype, '_closed', { value: false, writable: true })
const mark = (error) => {
  Object.defineProperty(error, require('internal/main').emittedAt, {
    value: 'ChildProcess',
    enumerable: false,
    configurable: true,
  })
  require('internal/stack').places.set(error, {
    excerpt: "node:events:497\n      throw er; // Unhandled 'error' event\n      ^",
  })
}
function childInput(fd) {
  const { Writable } = require('stream')
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, encoding, callback) {
      begin('writeLater', [fd], chunk, (code) =>
        callback(
          code
            ? Object.assign(new Error(`write ${code}`), { code, syscall: 'write', errno: -(UV[code]?.[0] ?? 1) })
            : null,
        ),
      )
    },
    final(callback) {
      raw('close', [fd])
      stream.gone = true
      callback()
    },
    destroy(error, callback) {
      if (!stream.gone) {
        stream.gone = true
        try {
          raw('close', [fd])
        } catch {
          // closed already
        }
      }
      callback(error)
    },
  })
  return stream
}
function spawn(file, args, options) {
  const child = new ChildProcess()
  const all = normalize(file, args, options)
  child._spawn(all)
  const { timeout, killSignal, signal } = all.options
  if (timeout > 0) {
    const timer = setTimeout(() => child.kill(killSignal), timeout)
    child.once('exit', () => clearTimeout(timer))
  }
  signal?.addEventListener('abort', () => {
    if (child.kill(killSignal))
      child.emit(
        'error',
        Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }),
      )
  })
  return child
}
function execFile(file, ...rest) {
  const callback = typeof rest.at(-1) === 'function' ? rest.pop() : undefined
  const args = Array.isArray(rest[0]) ? rest.shift() : []
  const options = { encoding: 'utf8', maxBuffer: 1024 * 1024, ...rest[0] }
  const child = spawn(file, args, options)
  const text = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding)
  const parts = { stdout: [], stderr: [] }
  let failure = null
  for (const name of ['stdout', 'stderr']) {
    let size = 0
    child[name]?.on('data', (chunk) => {
      size += chunk.length
      if (size > options.maxBuffer && !failure) {
        failure = coded(RangeError, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', `${name} maxBuffer length exceeded`)
        child.kill(options.killSignal)
      } else parts[name].push(chunk)
    })
  }
  const collected = (name) => {
    const bytes = Buffer.concat(parts[name])
    return text ? bytes.toString(options.encoding) : bytes
  }
  child.on('error', (error) => (failure ??= error))
  child.on('close', (code, signal) => {
    if (!callback) return
    const stdout = collected('stdout')
    const stderr = collected('stderr')
    if (!failure && code === 0 && signal === null) return callback(null, stdout, stderr)
    let error = failure
    if (!error) {
      const command = options.shell ? file : [file, ...args].join(' ')
      error = new Error(`Command failed: ${command}\n${stderr}`)
      Object.defineProperty(error, 'stack', {
        value: `Error: ${error.message}\n    at genericNodeError (node:internal/errors:983:15)\n    at wrappedFn (node:internal/errors:537:14)\n    at ChildProcess.exithandler (node:child_process:414:12)\n    at ChildProcess.emit (node:events:518:28)\n    at maybeClose (node:internal/child_process:1101:16)\n    at Socket.<anonymous> (node:internal/child_process:456:11)\n    at Socket.emit (node:events:518:28)\n    at Pipe.<anonymous> (node:net:351:12)`,
        writable: true,
        configurable: true,
        enumerable: false,
      })
      error.code = code < 0 ? Object.keys(UV).find((name) => UV[name][0] === -code) : code
      error.killed = child.killed
      error.signal = signal
    }
    error.cmd = options.shell ? file : [file, ...args].join(' ')
    callback(error, stdout, stderr)
  })
  return child
}
function exec(command, options, callback) {
  const done = typeof options === 'function' ? options : callback
  const given = typeof options === 'function' ? {} : (options ?? {})
  return execFile(command, { ...given, shell: typeof given.shell === 'string' ? given.shell : true }, done)
}
const custom = Symbol.for('nodejs.util.promisify.custom')
for (const method of [exec, execFile])
  Object.defineProperty(method, custom, {
    value: (...args) => {
      let child
      const promise = new Promise((resolve, reject) => {
        child = method(...args, (error, stdout, stderr) =>
          error ? reject(Object.assign(error, { stdout, stderr })) : resolve({ stdout, stderr }),
        )
      })
      promise.child = child
      return promise
    },
  })

function spawnSync(file, args, options) {
  const { file: command, args: argv, env, cwd, options: given } = normalize(file, args, options)
  const input = given.input === undefined || given.input === null ? undefined : Buffer.from(given.input)
  let result
  try {
    result = raw(
      'spawnSync',
      [
        {
          file: command,
          args: argv,
          env,
          cwd,
          stdio: stdioOf(given.stdio),
          input: input !== undefined,
          uid: given.uid ?? null,
          gid: given.gid ?? null,
          timeout: given.timeout ?? 0,
          killSignal: typeof given.killSignal === 'number' ? given.killSignal : (signals[given.killSignal] ?? 15),
        },
      ],
      input,
    )
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    const failure = spawnError(error.code, `spawnSync ${command}`, command, argv.slice(1))
    return { error: failure, status: null, signal: null, output: null, pid: 0, stdout: null, stderr: null }
  }
  const head = JSON.parse(
    binding.decode(new Uint8Array(result, 4, new DataView(result).getUint32(0, true)), 'utf-8', false),
  )
  let at = 4 + new DataView(result).getUint32(0, true)
  const output = [null, null, null]
  head.sizes.forEach((size, i) => {
    if (size === null) return
    const bytes = Buffer.from(result.slice(at, at + size))
    at += size
    output[i + 1] = given.encoding && given.encoding !== 'buffer' ? bytes.toString(given.encoding) : bytes
  })
  const signal = head.signal ? (Object.keys(signals).find((name) => signals[name] === head.signal) ?? null) : null
  const out = {
    pid: head.pid,
    output,
    stdout: output[1],
    stderr: output[2],
    status: head.signal ? null : head.code,
    signal,
  }
  if (head.timedOut) out.error = spawnError('ETIMEDOUT', `spawnSync ${command}`, command, argv.slice(1))
  return out
}
function checkSync(result, command, inheritStderr) {
  if (!result.error && result.status === 0) return result.stdout
  if (result.error) {
    Object.assign(result.error, { ...result, error: undefined })
    delete result.error.error
    throw result.error
  }
  void inheritStderr
  const error = new Error(`Command failed: ${command}${result.stderr?.length ? `\n${result.stderr.toString()}` : ''}`)
  const { status, signal, output, pid, stdout, stderr } = result
  throw Object.assign(error, { status, signal, output, pid, stdout, stderr })
}
/** What the child writes to stderr is shown, unless the caller said where it goes. */
function show(result, options) {
  if (options?.stdio === undefined && result.stderr?.length) process.stderr.write(result.stderr)
}
function execSync(command, options) {
  const result = spawnSync(command, { ...options, shell: typeof options?.shell === 'string' ? options.shell : true })
  show(result, options)
  return checkSync(result, command)
}
function execFileSync(file, args, options) {
  const list = Array.isArray(args) ? args : []
  const given = Array.isArray(args) ? options : args
  const result = spawnSync(file, list, given)
  show(result, given)
  return checkSync(result, [file, ...list].join(' '))
}
module.exports = {
  ChildProcess,
  spawn,
  spawnSync,
  exec,
  execSync,
  execFile,
  execFileSync,
  fork: () => {
    throw notSimulated('child_process.fork')
  },
}
