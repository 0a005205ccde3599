/** test(1) and [(1): the POSIX expressions with GNU's -a, -o, parentheses, -nt, -ot, -ef. Also used by BusyBox's test. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
  R_OK,
  W_OK,
  X_OK,
} from '../../base/abi/files.ts'
import type { Stat } from '../../base/abi/files.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { Command, gnu } from './lib/command.ts'
import { quote } from './lib/quote.ts'

/** The expression is malformed; the message is GNU's. */
export class TestError extends Error {}

const UNARY = 'bcdefghkLnNOGprsStuwxz'
const BINARY = ['=', '!=', '==', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`invalid integer ${quote(text)}`)
  return Number(text)
}
function unary(sys: Sys, op: string, arg: string): boolean {
  if (op === 'n') return arg !== ''
  if (op === 'z') return arg === ''
  if (op === 't') {
    const fd = integer(arg)
    return attempt(() => sys.isatty(fd)) === true
  }
  if (op === 'r') return sys.access(arg, R_OK)
  if (op === 'w') return sys.access(arg, W_OK)
  if (op === 'x') return sys.access(arg, X_OK)
  const stat = attempt(() => (op === 'L' || op === 'h' ? sys.lstat(arg) : sys.stat(arg)))
  if (stat instanceof SysError) return false
  return fileTest(sys, op, stat)
}
function fileTest(sys: Sys, op: string, stat: Stat): boolean {
  const type = stat.mode & S_IFMT
  switch (op) {
    case 'b':
      return type === S_IFBLK
    case 'c':
      return type === S_IFCHR
    case 'd':
      return type === S_IFDIR
    case 'f':
      return type === S_IFREG
    case 'p':
      return type === S_IFIFO
    case 'S':
      return type === S_IFSOCK
    case 'L':
    case 'h':
      return type === S_IFLNK
    case 'g':
      return (stat.mode & S_ISGID) !== 0
    case 'u':
      return (stat.mode & S_ISUID) !== 0
    case 'k':
      return (stat.mode & S_ISVTX) !== 0
    case 's':
      return stat.size > 0
    case 'N':
      return stat.mtime > stat.atime
    case 'O':
      return stat.uid === sys.euid
    case 'G':
      return stat.gid === sys.egid
    default:
      return true
  }
}
function binary(sys: Sys, left: string, op: string, right: string): boolean {
  const statOf = (path: string): Stat | undefined => {
    const stat = attempt(() => sys.stat(path))
    return stat instanceof SysError ? undefined : stat
  }
  switch (op) {
    case '=':
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '>':
      return left > right
    case '-eq':
      return integer(left) === integer(right)
    case '-ne':
      return integer(left) !== integer(right)
    case '-lt':
      return integer(left) < integer(right)
    case '-le':
      return integer(left) <= integer(right)
    case '-gt':
      return integer(left) > integer(right)
    case '-ge':
      return integer(left) >= integer(right)
    default: {
      const a = statOf(left)
      const b = statOf(right)
      if (op === '-ef') return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
      const newer = (x: Stat | undefined, y: Stat | undefined): boolean =>
        x !== undefined && (y === undefined || x.mtime > y.mtime)
      return op === '-nt' ? newer(a, b) : newer(b, a)
    }
  }
}

class Expression {
  private readonly sys: Sys
  private readonly args: readonly string[]
  private at = 0
  constructor(sys: Sys, args: readonly string[]) {
    this.sys = sys
    this.args = args
  }
  /** Counts arguments as POSIX prescribes, then falls back to precedence. */
  evaluate(): boolean {
    const { args } = this
    if (args.length === 0) return false
    const value = args.length <= 4 ? this.posix(args) : this.whole()
    return value
  }
  private posix(args: readonly string[]): boolean {
    const [a, b, c] = args as [string, string, string]
    if (args.length === 1) return a !== ''
    if (args.length === 2) {
      if (a === '!') return b === ''
      if (/^-.$/.test(a) && UNARY.includes(a[1]!)) return unary(this.sys, a[1]!, b)
      if (/^-.$/.test(a)) throw new TestError(`${quote(a)}: unary operator expected`)
      throw new TestError(`missing argument after ${quote(b)}`)
    }
    if (args.length === 3) {
      if (BINARY.includes(b)) return binary(this.sys, a, b, c)
      if (a === '!') return !this.posix(args.slice(1))
      if (a === '(' && c === ')') return b !== ''
      if (b === '-a' || b === '-o') return this.whole()
      throw new TestError(`${quote(b)}: binary operator expected`)
    }
    if (a === '!') return !this.posix(args.slice(1))
    if (a === '(' && args[3] === ')') return this.posix(args.slice(1, 3))
    return this.whole()
  }
  private whole(): boolean {
    const value = this.or()
    if (this.at < this.args.length) throw new TestError(`extra argument ${quote(this.args[this.at]!)}`)
    return value
  }
  private or(): boolean {
    let value = this.and()
    while (this.args[this.at] === '-o') {
      this.at++
      value = this.and() || value
    }
    return value
  }
  private and(): boolean {
    let value = this.term()
    while (this.args[this.at] === '-a') {
      this.at++
      value = this.term() && value
    }
    return value
  }
  private term(): boolean {
    const { args } = this
    const word = args[this.at]
    if (word === undefined) throw new TestError(`missing argument after ${quote(args[this.at - 1] ?? '')}`)
    if (word === '!' && this.at + 1 < args.length) {
      this.at++
      return !this.term()
    }
    if (word === '(') {
      this.at++
      const value = this.or()
      if (args[this.at] !== ')')
        throw new TestError(args[this.at] === undefined ? "')' expected" : `')' expected, found ${args[this.at]}`)
      this.at++
      return value
    }
    const op = args[this.at + 1]
    if (op !== undefined && BINARY.includes(op)) {
      const right = args[this.at + 2]
      if (right === undefined) throw new TestError(`missing argument after ${quote(op)}`)
      this.at += 3
      return binary(this.sys, word, op, right)
    }
    if (/^-.$/.test(word) && UNARY.includes(word[1]!)) {
      if (op === undefined) throw new TestError(`missing argument after ${quote(word)}`)
      this.at += 2
      return unary(this.sys, word[1]!, op)
    }
    this.at++
    return word !== ''
  }
}
/** Throws TestError. */
export const evaluateTest = (sys: Sys, args: readonly string[]): boolean => new Expression(sys, args).evaluate()

async function run(command: Command, args: readonly string[]): Promise<number> {
  try {
    return evaluateTest(command.sys, args) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    await command.warn(error.message)
    return 2
  }
}
/** test(1) knows no options: "--help" is a string that is not empty. */
export const test: Program = async (sys) => run(new Command(sys, sys.argv[0] ?? 'test'), sys.argv.slice(1))
export const bracket: Program = gnu({ help: '[', short: '', bare: true, usageStatus: 2 }, async (command) => {
  if (command.args.at(-1) !== ']') return command.die(`missing ${quote(']')}`, 2)
  return run(command, command.args.slice(0, -1))
})
