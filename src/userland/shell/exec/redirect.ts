/** Redirections: performing them in order, undoing them in reverse, and saying why one failed. */
import { type Errno, strerror, SysError } from '../../../base/abi/errno.ts'
import { isFile, O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import { assign, readVariable } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import type { Redirect, Word } from '../syntax/ast.ts'
import { expandText, expandWordInto } from '../expand/expand.ts'
import { toBytes } from '../text/bytes.ts'

/** A redirection cannot be done; `text` as printed after the prefix. */
export class RedirectError {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export interface Undo {
  fd: Fd
  /** Copy of what was there; -1: it was closed. */
  saved: Fd
}

/** Runs with redirections; a failing one is reported and gives status 1 (2 in dash). */
export async function withRedirects(
  sh: Shell,
  redirs: readonly Redirect[],
  run: () => Promise<number>,
  failure = sh.dialect.name === 'dash' ? 2 : 1,
): Promise<number> {
  if (!redirs.length) return run()
  const undo: Undo[] = []
  const mark = sh.substitutionFds.length
  try {
    try {
      await redirect(sh, redirs, undo)
    } catch (error) {
      if (!(error instanceof RedirectError)) throw error
      await sh.complain(error.text)
      return failure
    }
    return await run()
  } finally {
    restore(sh, undo)
    closeSubstitutions(sh, mark)
  }
}

export function restore(sh: Shell, undo: Undo[]): void {
  for (const { fd, saved } of undo.splice(0).reverse()) {
    try {
      if (saved < 0) sh.sys.close(fd)
      else {
        sh.sys.dup2(saved, fd)
        sh.sys.close(saved)
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}
export function closeSubstitutions(sh: Shell, mark: number): void {
  for (const fd of sh.substitutionFds.splice(mark)) {
    try {
      sh.sys.close(fd)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}

/** Performs them. `undo`: how to go back; without it they stay (exec, or in a child). Throws RedirectError. */
export async function redirect(sh: Shell, redirs: readonly Redirect[], undo?: Undo[]): Promise<void> {
  for (const one of redirs) await perform(sh, one, undo)
}

function save(sh: Shell, fd: Fd, undo: Undo[] | undefined): void {
  if (!undo) return
  try {
    const saved = sh.sys.dup(fd, 10)
    sh.sys.setCloexec(saved, true)
    undo.push({ fd, saved })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    undo.push({ fd, saved: -1 })
  }
}
/** Puts `from` in the place of `to`. */
function place(sh: Shell, from: Fd, to: Fd, undo: Undo[] | undefined): void {
  if (from === to) {
    undo?.push({ fd: to, saved: -1 })
    return
  }
  save(sh, to, undo)
  sh.sys.dup2(from, to)
  sh.sys.close(from)
}

async function perform(sh: Shell, one: Redirect, undo: Undo[] | undefined): Promise<void> {
  const { op } = one
  const input = op === '<' || op === '<&' || op === '<>' || op.startsWith('<<')
  let fd = one.fd ?? (input ? 0 : 1)
  if (one.fdVar !== undefined) {
    if ((op === '>&' || op === '<&') && one.target.plain === '-') {
      const open = Number(readVariable(sh, one.fdVar) ?? 'x')
      if (!Number.isInteger(open)) throw new RedirectError(`${one.fdVar}: Bad file descriptor`)
      closeFd(sh, open)
      return
    }
    fd = freeFd(sh)
    assign(sh, one.fdVar, String(fd))
  }
  switch (op) {
    case '<<':
    case '<<-':
    case '<<<': {
      const text =
        op === '<<<' ? `${await expandText(sh, one.target)}\n` : one.body ? await expandText(sh, one.body, 'none') : ''
      const [reader, writer] = sh.sys.pipe()
      await feed(sh, writer, reader, text)
      place(sh, reader, fd, undo)
      return
    }
    case '>&':
    case '<&':
      await duplicate(sh, one, fd, undo)
      return
    case '&>':
    case '&>>': {
      const path = await target(sh, one.target)
      const opened = await open(sh, path, op === '&>' ? '>' : '>>')
      place(sh, opened, 1, undo)
      save(sh, 2, undo)
      sh.sys.dup2(1, 2)
      return
    }
  }
  const path = await target(sh, one.target)
  place(sh, await open(sh, path, op), fd, undo)
}

/** Lowest free descriptor from 10 on. */
function freeFd(sh: Shell): Fd {
  const open = new Set(sh.sys.fds())
  let fd = 10
  while (open.has(fd)) fd++
  return fd
}
function closeFd(sh: Shell, fd: Fd): void {
  try {
    sh.sys.close(fd)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}

/** Writes a here-document to its pipe; one that does not fit is written by a child. */
async function feed(sh: Shell, writer: Fd, reader: Fd, text: string): Promise<void> {
  const data = toBytes(text)
  if (data.length <= 65536) {
    await sh.sys.write(writer, data)
    sh.sys.close(writer)
    return
  }
  sh.sys.fork(async (child) => {
    child.close(reader)
    try {
      await child.write(writer, data)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
    return 0
  })
  sh.sys.close(writer)
}

async function duplicate(sh: Shell, one: Redirect, fd: Fd, undo: Undo[] | undefined): Promise<void> {
  const word = await target(sh, one.target)
  if (word === '-') {
    save(sh, fd, undo)
    closeFd(sh, fd)
    return
  }
  const number = /^(\d+)(-?)$/.exec(word)
  if (!number) {
    if (one.op === '>&' && one.fd === undefined && sh.dialect.ampersandRedirect) {
      place(sh, await open(sh, word, '>'), 1, undo)
      save(sh, 2, undo)
      sh.sys.dup2(1, 2)
      return
    }
    if (sh.dialect.almquist)
      throw new RedirectError(
        sh.dialect.name === 'dash' ? `Syntax error: Bad fd number` : `syntax error: bad fd number`,
      )
    throw new RedirectError(`${one.target.raw}: ambiguous redirect`)
  }
  const from = Number(number[1])
  if (from === fd && !number[2]) {
    if (!sh.sys.fds().includes(from)) throw badFd(sh, from, word)
    return
  }
  let copy: Fd
  try {
    copy = sh.sys.dup(from, 10)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw badFd(sh, from, word)
  }
  save(sh, fd, undo)
  sh.sys.dup2(copy, fd)
  sh.sys.close(copy)
  if (number[2]) {
    save(sh, from, undo)
    closeFd(sh, from)
  }
}
const badFd = (sh: Shell, fd: Fd, word: string): RedirectError =>
  new RedirectError(`${sh.dialect.bash ? word : fd}: ${strerror('EBADF')}`)

/** The file name; a word that becomes none or several is ambiguous. */
async function target(sh: Shell, word: Word): Promise<string> {
  if (word.plain !== undefined && !/[~*?[{]/.test(word.plain)) return word.plain
  if (sh.dialect.almquist) return expandText(sh, word)
  const out: string[] = []
  await expandWordInto(sh, word, out)
  if (out.length !== 1) throw new RedirectError(`${word.raw}: ambiguous redirect`)
  return out[0]!
}

async function open(sh: Shell, path: string, op: string): Promise<Fd> {
  const output = op !== '<'
  try {
    if (sh.dialect.bash) {
      const network = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(path)
      if (network) return await connect(sh, path, network[1] as 'tcp' | 'udp', network[2]!, network[3]!)
    }
    if (sh.restricted && output) throw new RedirectError(`${path}: restricted: cannot redirect output`)
    switch (op) {
      case '<':
        return await sh.sys.open(path, O_RDONLY)
      case '<>':
        return await sh.sys.open(path, O_RDWR | O_CREAT, 0o666)
      case '>>':
        return await sh.sys.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o666)
      case '>':
        if (sh.opt('noclobber')) return await openNew(sh, path)
    }
    return await sh.sys.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw new RedirectError(openText(sh, path, error.code, output))
  }
}
function openText(sh: Shell, path: string, code: Errno, output: boolean): string {
  if (sh.dialect.bash) return `${path}: ${strerror(code)}`
  const missing = code === 'ENOENT' || code === 'ENOTDIR'
  if (sh.dialect.name === 'dash') {
    const why = missing ? (output ? 'Directory nonexistent' : 'No such file') : strerror(code)
    return `cannot ${output ? 'create' : 'open'} ${path}: ${why}`
  }
  const why = missing ? (output ? 'nonexistent directory' : 'no such file') : strerror(code)
  return `can't ${output ? 'create' : 'open'} ${path}: ${why}`
}

/** set -C: regular files are not overwritten. */
async function openNew(sh: Shell, path: string): Promise<Fd> {
  try {
    const found = sh.sys.stat(path)
    if (isFile(found)) {
      throw new RedirectError(
        sh.dialect.bash
          ? `${path}: cannot overwrite existing file`
          : sh.dialect.name === 'dash'
            ? `cannot create ${path}: File exists`
            : `can't create ${path}: File exists`,
      )
    }
    return await sh.sys.open(path, O_WRONLY)
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOENT') throw error
    return sh.sys.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o666)
  }
}

/** /dev/tcp/host/port */
async function connect(sh: Shell, path: string, protocol: 'tcp' | 'udp', host: string, port: string): Promise<Fd> {
  const number = Number(port)
  if (!Number.isInteger(number)) throw new RedirectError(`${port}: invalid service`)
  let addresses: string[]
  try {
    addresses = await sh.sys.getaddrinfo(host)
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    await sh.complain(`${host}: ${error.message}`)
    throw new RedirectError(`${path}: Invalid argument`)
  }
  const address = addresses[0]!
  const fd = sh.sys.socket(address.includes(':') ? 'inet6' : 'inet', protocol === 'tcp' ? 'stream' : 'dgram')
  try {
    await sh.sys.connect(fd, { address, port: number })
    return fd
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    sh.sys.close(fd)
    await sh.complain(`connect: ${strerror(error.code)}`)
    throw new RedirectError(`${path}: ${strerror(error.code)}`)
  }
}
