/** $(…), `…`, <(…) and >(…). */
import { SysError } from '../../../base/abi/errno.ts'
import { O_RDONLY } from '../../../base/abi/files.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import type { Sequence } from '../syntax/ast.ts'
import { expandText } from '../expand/expand.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import { forkShell } from './child.ts'
import { forkFailed } from './fork-failed.ts'
import { runSequence } from './run.ts'
import { signalText, SIGINT, SIGPIPE, statusCode, waitLoose } from './wait.ts'

/** Output of the commands, without trailing newlines. Leaves the status in sh.lastSubstitution. */
export async function commandSubstitution(sh: Shell, body: Sequence, line: number): Promise<string> {
  const file = sh.dialect.bash ? inputOnly(body) : null
  const { sys } = sh
  let data: Uint8Array
  if (file) {
    const read = await readRedirected(sh, await expandText(sh, file))
    if (!read) {
      sh.lastSubstitution = 1
      return ''
    }
    data = read
    sh.lastSubstitution = 0
  } else {
    const [reader, writer] = sys.pipe()
    let pid: number
    try {
      pid = forkShell(sh, async (child) => {
        move(child, writer, 1)
        child.sys.close(reader)
        child.inSubstitution = true
        if (child.dialect.bash && !child.posix && !child.shopt('inherit_errexit')) child.options.delete('errexit')
        child.lineOffset = child.line - line
        return runSequence(child, body, true)
      })
    } catch (error) {
      sys.close(reader)
      sys.close(writer)
      return forkFailed(sh, error)
    }
    sys.close(writer)
    data = await readAllFrom(sh, reader)
    sys.close(reader)
    const status = await waitLoose(sh, pid)
    sh.lastSubstitution = statusCode(status)
    // bash: $? in the words that follow is this.
    if (sh.dialect.bash) sh.status = sh.lastSubstitution
    // The Almquist shells speak of any child that a signal ended.
    if (sh.dialect.almquist && status.kind === 'signaled' && status.signal !== SIGINT && status.signal !== SIGPIPE)
      await sh.stderr(`${signalText(status)}\n`)
  }
  let text = fromBytes(data)
  if (text.includes('\0')) {
    if (sh.dialect.bash) await sh.complain('warning: command substitution: ignored null byte in input')
    text = text.replaceAll('\0', '')
  }
  let end = text.length
  while (end > 0 && text[end - 1] === '\n') end--
  return text.slice(0, end)
}

/** Like Sys.readAll, but goes on after signals that were caught. */
async function readAllFrom(sh: Shell, fd: Fd): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    try {
      const chunk = await sh.sys.read(fd)
      if (!chunk.length) break
      chunks.push(chunk)
      length += chunk.length
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error
    }
  }
  if (chunks.length === 1) return chunks[0]!
  const out = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

/** dup2 and close, in a child. */
export function move(child: Shell, from: Fd, to: Fd): void {
  if (from === to) return
  child.sys.dup2(from, to)
  child.sys.close(from)
}

/** $(< file): the word, when that is all there is. */
function inputOnly(body: Sequence): import('../syntax/ast.ts').Word | null {
  const only = body.items.length === 1 ? body.items[0]! : null
  if (!only || only.rest.length || only.background || only.first.kind !== 'simple') return null
  const { words, assigns, redirs } = only.first
  if (words.length || assigns.length || redirs.length !== 1) return null
  const redirect = redirs[0]!
  return redirect.op === '<' && redirect.fd === undefined ? redirect.target : null
}
async function readRedirected(sh: Shell, path: string): Promise<Uint8Array | null> {
  try {
    const fd = await sh.sys.open(path, O_RDONLY)
    try {
      return await readAllFrom(sh, fd)
    } finally {
      sh.sys.close(fd)
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await sh.complain(`${path}: ${new SysError(error.code).message}`)
    return null
  }
}

/** Starts the commands behind a pipe; the word becomes /dev/fd/N. The descriptor is closed when the command is done. */
export async function processSubstitution(sh: Shell, dir: '<' | '>', body: Sequence): Promise<string> {
  const { sys } = sh
  const [reader, writer] = sys.pipe()
  const mine = dir === '<' ? reader : writer
  const theirs = dir === '<' ? writer : reader
  let pid: number
  try {
    pid = forkShell(
      sh,
      async (child) => {
        move(child, theirs, dir === '<' ? 1 : 0)
        child.sys.close(mine)
        return runSequence(child, body, true)
      },
      { background: !sh.opt('monitor') },
    )
  } catch (error) {
    sys.close(reader)
    sys.close(writer)
    return forkFailed(sh, error)
  }
  sys.close(theirs)
  sh.jobs.loose.add(pid)
  sh.lastBackground = pid
  let target = 63
  const open = new Set(sys.fds())
  while (target > 10 && open.has(target)) target--
  sys.dup2(mine, target)
  sys.close(mine)
  sh.substitutionFds.push(target)
  return `/dev/fd/${target}`
}
