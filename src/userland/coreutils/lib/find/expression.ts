/** The expression language of find(1), parsed into a tree of tests and actions. */
import type { Sys } from '../../../../kernel/sys/types.ts'
import { attempt, strerror, SysError } from '../../../../base/abi/errno.ts'
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK } from '../../../../base/abi/files.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import { parseDate } from '../parse-date.ts'
import { parseMode, applyMode } from '../modes.ts'
import { quote } from '../quote.ts'
import { compile, RegexError } from '../regex/regex.ts'
import type { Regex } from '../regex/regex.ts'
import { groupByName, userByName } from '../users.ts'
import { localZone } from '../zone.ts'

/** Wrong use; the message is without "find: ". */
export class FindError extends Error {}

export interface Compared {
  sign: '' | '+' | '-'
  value: number
}
export interface Exec {
  words: string[]
  /** `+`: many at once */
  batch: boolean
  inDirectory: boolean
  ask: boolean
  pending: Map<string, string[]>
}
export type Node =
  | { op: 'and' | 'or' | 'comma'; left: Node; right: Node }
  | { op: 'not'; of: Node }
  | { op: 'constant'; value: boolean }
  | { op: 'name' | 'path' | 'lname'; pattern: string; ignoreCase: boolean }
  | { op: 'regex'; regex: Regex }
  | { op: 'type'; types: number[]; linkItself: boolean }
  | { op: 'size'; compared: Compared; unit: number }
  | { op: 'empty' | 'prune' | 'quit' | 'delete' | 'print' | 'print0' | 'ls' | 'nouser' | 'nogroup' }
  | { op: 'perm'; how: 'exact' | 'all' | 'any'; bits: number }
  | { op: 'uid' | 'gid' | 'links' | 'inum'; compared: Compared }
  | { op: 'age'; field: 'atime' | 'mtime' | 'ctime'; compared: Compared; unitMs: number }
  | { op: 'newer'; field: 'atime' | 'mtime' | 'ctime'; than: number }
  | { op: 'used'; compared: Compared }
  | { op: 'samefile'; stat: Stat }
  | { op: 'access'; mode: number }
  | { op: 'fstype'; name: string }
  | { op: 'printf'; format: string }
  | { op: 'exec'; exec: Exec }
  | { op: 'file'; how: 'print' | 'print0' | 'ls' | 'printf'; path: string; format: string }

export interface FindOptions {
  maxDepth: number
  minDepth: number
  depthFirst: boolean
  oneDevice: boolean
  follow: 'P' | 'L' | 'H'
  dayStart: boolean
}
export interface Parsed {
  tree: Node
  options: FindOptions
  /** Holds an action other than -prune: no -print is to be added. */
  acts: boolean
  execs: Exec[]
}

const TYPES: Record<string, number> = {
  b: S_IFBLK,
  c: S_IFCHR,
  d: S_IFDIR,
  p: S_IFIFO,
  f: S_IFREG,
  l: S_IFLNK,
  s: S_IFSOCK,
}
const SIZES: Record<string, number> = { c: 1, w: 2, b: 512, '': 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }
const DAY = 86_400_000
const TIME_FIELD = { a: 'atime', m: 'mtime', c: 'ctime', B: 'mtime' } as const
const ACTIONS = [
  'print',
  'print0',
  'ls',
  'delete',
  'quit',
  'exec',
  'execdir',
  'ok',
  'okdir',
  'printf',
  'fprint',
  'fprint0',
  'fprintf',
  'fls',
]

export class FindParser {
  private readonly sys: Sys
  private readonly words: readonly string[]
  private at = 0
  private acts = false
  private regexExtended = false
  private emacs = true
  private sawPrune = false
  private sawDelete = false
  private sawDepth = false
  readonly execs: Exec[] = []
  private readonly options: FindOptions
  constructor(sys: Sys, words: readonly string[], follow: FindOptions['follow']) {
    this.sys = sys
    this.words = words
    this.options = { maxDepth: Infinity, minDepth: 0, depthFirst: false, oneDevice: false, follow, dayStart: false }
  }
  parse(): Parsed {
    let tree: Node = { op: 'constant', value: true }
    if (this.words.length) {
      tree = this.comma()
      if (this.words[this.at] === ')') throw new FindError("you have too many ')'")
    }
    if (this.sawDelete && this.sawPrune && !this.sawDepth)
      throw new FindError(
        'The -delete action automatically turns on -depth, but -prune does nothing when -depth is in effect.  If you want to carry on anyway, just explicitly use the -depth option.',
      )
    if (!this.acts) tree = { op: 'and', left: tree, right: { op: 'print' } }
    return { tree, options: this.options, acts: this.acts, execs: this.execs }
  }

  private get word(): string | undefined {
    return this.words[this.at]
  }
  private comma(): Node {
    let left = this.or()
    while (this.word === ',') {
      this.at++
      left = { op: 'comma', left, right: this.or() }
    }
    return left
  }
  private or(): Node {
    let left = this.and()
    while (this.word === '-o' || this.word === '-or') {
      const op = this.words[this.at++]!
      if (this.word === undefined) throw new FindError(`expected an expression after '${op}'`)
      left = { op: 'or', left, right: this.and() }
    }
    return left
  }
  private and(): Node {
    let left = this.unary()
    for (;;) {
      const word = this.word
      if (word === undefined || word === ')' || word === ',' || word === '-o' || word === '-or') return left
      if (word === '-a' || word === '-and') {
        this.at++
        if (this.word === undefined) throw new FindError(`expected an expression after '${word}'`)
      }
      left = { op: 'and', left, right: this.unary() }
    }
  }
  private unary(): Node {
    const word = this.word
    if (word === '!' || word === '-not') {
      this.at++
      if (this.word === undefined) throw new FindError(`expected an expression after '${word}'`)
      return { op: 'not', of: this.unary() }
    }
    if (word === '(') {
      this.at++
      if (this.word === ')') throw new FindError('invalid expression; empty parentheses are not allowed.')
      if (this.word === undefined)
        throw new FindError(
          "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
        )
      const inner = this.comma()
      if (this.word !== ')')
        throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
      this.at++
      return inner
    }
    if (word === undefined) throw new FindError('invalid expression')
    if (/^-(a|and|o|or)$/.test(word))
      throw new FindError(`invalid expression; you have used a binary operator '${word}' with nothing before it.`)
    if (word === ',')
      throw new FindError("invalid expression; you have used a binary operator ',' with nothing before it.")
    this.at++
    return this.primary(word)
  }

  private argument(predicate: string): string {
    const word = this.words[this.at]
    if (word === undefined) throw new FindError(`missing argument to \`${predicate}'`)
    this.at++
    return word
  }
  private compared(predicate: string, fraction = false): Compared {
    const text = this.argument(predicate)
    const match = (fraction ? /^([-+]?)(\d+(?:\.\d*)?|\.\d+)$/ : /^([-+]?)(\d+)$/).exec(text)
    if (!match) throw new FindError(`invalid argument \`${text}' to \`${predicate}'`)
    return { sign: match[1] as Compared['sign'], value: Number(match[2]) }
  }
  private depth(predicate: string): number {
    const text = this.argument(predicate)
    if (!/^\d+$/.test(text))
      throw new FindError(`Expected a positive decimal integer argument to ${predicate}, but got ${quote(text)}`)
    return Number(text)
  }
  private statOf(path: string): Stat {
    const stat = attempt(() => (this.options.follow === 'P' ? this.sys.lstat(path) : this.sys.stat(path)))
    if (stat instanceof SysError) throw new FindError(`${quote(path)}: ${strerror(stat.code)}`)
    return stat
  }
  private regex(pattern: string, ignoreCase: boolean): Node {
    try {
      // Emacs syntax, the default, is near to a BRE whose + and ? are operators.
      const source = this.emacs
        ? pattern.replace(/\\.|\[[^\]]*\]|[+?]/gs, (piece) => (piece === '+' || piece === '?' ? `\\${piece}` : piece))
        : pattern
      const whole = this.regexExtended ? `^(${source})$` : `^\\(${source}\\)$`
      compile(source, { extended: this.regexExtended })
      return { op: 'regex', regex: compile(whole, { extended: this.regexExtended }, ignoreCase) }
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      const reason = error.message.startsWith('Unmatched [,') ? 'Invalid regular expression' : error.message
      throw new FindError(`failed to compile regular expression '${pattern}': ${reason}`)
    }
  }
  private age(predicate: string, unitMs: number): Node {
    const field = TIME_FIELD[predicate[1] as 'a' | 'm' | 'c']
    return { op: 'age', field, compared: this.compared(predicate, true), unitMs }
  }

  private primary(word: string): Node {
    if (!word.startsWith('-') || word === '-') throw new FindError(`paths must precede expression: \`${word}'`)
    const name = word.slice(1)
    if (ACTIONS.includes(name)) this.acts = true
    const yes: Node = { op: 'constant', value: true }
    const newer = /^newer([amcB])([amcBt])$/.exec(name)
    if (newer) {
      const field = TIME_FIELD[newer[1] as 'a']
      const text = this.argument(word)
      if (newer[2] !== 't') return { op: 'newer', field, than: this.statOf(text)[TIME_FIELD[newer[2] as 'a']] }
      const than = parseDate(this.sys, text, this.sys.now(), localZone(this.sys))
      if (than === undefined)
        throw new FindError(`I cannot figure out how to interpret ${quote(text)} as a date or time`)
      return { op: 'newer', field, than }
    }
    switch (name) {
      case 'true':
      case 'false':
        return { op: 'constant', value: name === 'true' }
      case 'print':
      case 'print0':
      case 'ls':
      case 'empty':
      case 'nouser':
      case 'nogroup':
      case 'quit':
        return { op: name }
      case 'prune':
        this.sawPrune = true
        return { op: 'prune' }
      case 'delete':
        this.sawDelete = true
        this.options.depthFirst = true
        return { op: 'delete' }
      case 'name':
      case 'iname':
        return { op: 'name', pattern: this.argument(word), ignoreCase: name === 'iname' }
      case 'path':
      case 'ipath':
      case 'wholename':
      case 'iwholename':
        return { op: 'path', pattern: this.argument(word), ignoreCase: name.startsWith('i') }
      case 'lname':
      case 'ilname':
        return { op: 'lname', pattern: this.argument(word), ignoreCase: name === 'ilname' }
      case 'regex':
      case 'iregex':
        return this.regex(this.argument(word), name === 'iregex')
      case 'regextype': {
        const type = this.argument(word)
        this.emacs = type === 'emacs' || type === 'findutils-default'
        this.regexExtended = /extended|egrep|awk/.test(type)
        return yes
      }
      case 'type':
      case 'xtype':
        return this.types(word)
      case 'size':
        return this.size(word)
      case 'perm':
        return this.perm(word)
      case 'user':
      case 'group':
        return this.owner(word, name)
      case 'uid':
      case 'gid':
      case 'links':
      case 'inum':
        return { op: name, compared: this.compared(word) }
      case 'mtime':
      case 'atime':
      case 'ctime':
        return this.age(word, DAY)
      case 'mmin':
      case 'amin':
      case 'cmin':
        return this.age(word, 60_000)
      case 'used':
        return { op: 'used', compared: this.compared(word) }
      case 'newer':
      case 'anewer':
      case 'cnewer':
        return {
          op: 'newer',
          field: name === 'newer' ? 'mtime' : TIME_FIELD[name[0] as 'a'],
          than: this.statOf(this.argument(word)).mtime,
        }
      case 'samefile':
        return { op: 'samefile', stat: this.statOf(this.argument(word)) }
      case 'readable':
      case 'writable':
      case 'executable':
        return { op: 'access', mode: { readable: 4, writable: 2, executable: 1 }[name] }
      case 'fstype':
        return { op: 'fstype', name: this.argument(word) }
      case 'maxdepth':
        this.options.maxDepth = this.depth(word)
        return yes
      case 'mindepth':
        this.options.minDepth = this.depth(word)
        return yes
      case 'depth':
      case 'd':
        this.options.depthFirst = true
        this.sawDepth = true
        return yes
      case 'xdev':
      case 'mount':
        this.options.oneDevice = true
        return yes
      case 'follow':
        this.options.follow = 'L'
        return yes
      case 'daystart':
        this.options.dayStart = true
        return yes
      case 'noleaf':
      case 'warn':
      case 'nowarn':
      case 'ignore_readdir_race':
      case 'noignore_readdir_race':
        return yes
      case 'printf':
        return { op: 'printf', format: this.argument(word) }
      case 'fprint':
      case 'fprint0':
      case 'fls':
        return {
          op: 'file',
          how: name === 'fls' ? 'ls' : name === 'fprint0' ? 'print0' : 'print',
          path: this.argument(word),
          format: '',
        }
      case 'fprintf': {
        const path = this.argument(word)
        return { op: 'file', how: 'printf', path, format: this.argument(word) }
      }
      case 'exec':
      case 'execdir':
      case 'ok':
      case 'okdir':
        return this.exec(word)
      default:
        throw new FindError(`unknown predicate \`${word}'`)
    }
  }
  private types(word: string): Node {
    const text = this.argument(word)
    if (text === '') throw new FindError(`Arguments to ${word} should contain at least one letter`)
    const types = text.split(',').map((letter) => {
      const type = TYPES[letter]
      if (letter.length > 1 && TYPES[letter[0]!] !== undefined)
        throw new FindError(`Must separate multiple arguments to ${word} using: ','`)
      if (type === undefined)
        throw new FindError(
          letter === ''
            ? `Last file type in list argument to ${word} is missing, i.e., list is ending on: ','`
            : `Unknown argument to ${word}: ${letter[0]}`,
        )
      return type
    })
    return { op: 'type', types, linkItself: word === '-xtype' }
  }
  private size(word: string): Node {
    const text = this.argument(word)
    const match = /^([-+]?)(\d+)([a-zA-Z]?)$/.exec(text)
    if (!match || SIZES[match[3]!] === undefined) {
      const last = text.at(-1)
      if (text === '') throw new FindError(`invalid null argument to -size`)
      throw new FindError(
        match || !/\d/.test(last ?? '') ? `invalid -size type \`${last}'` : `invalid argument \`${text}' to \`-size'`,
      )
    }
    return {
      op: 'size',
      compared: { sign: match[1] as Compared['sign'], value: Number(match[2]) },
      unit: SIZES[match[3]!]!,
    }
  }
  private perm(word: string): Node {
    const text = this.argument(word)
    const how = text.startsWith('-') ? 'all' : text.startsWith('/') ? 'any' : 'exact'
    const change = parseMode(how === 'exact' ? text : text.slice(1))
    if (!change) throw new FindError(`invalid mode ${quote(text)}`)
    return { op: 'perm', how, bits: applyMode(change, 0, 0) }
  }
  private owner(word: string, name: 'user' | 'group'): Node {
    const text = this.argument(word)
    const id = name === 'user' ? userByName(this.sys, text)?.uid : groupByName(this.sys, text)?.gid
    if (id === undefined && !/^\d+$/.test(text))
      throw new FindError(`${quote(text)} is not the name of ${name === 'user' ? 'a known user' : 'an existing group'}`)
    return { op: name === 'user' ? 'uid' : 'gid', compared: { sign: '', value: id ?? Number(text) } }
  }
  private exec(word: string): Node {
    const words: string[] = []
    const ask = word.startsWith('-ok')
    for (;;) {
      const next = this.words[this.at]
      if (next === undefined) throw new FindError(`missing argument to \`${word}'`)
      this.at++
      if (next === ';') break
      if (next === '+' && words.at(-1) === '{}' && !ask) {
        if (words.filter((w) => w.includes('{}')).length > 1)
          throw new FindError(`Only one instance of {} is supported with ${word} ... +`)
        words.pop()
        const exec: Exec = { words, batch: true, inDirectory: word.endsWith('dir'), ask, pending: new Map() }
        this.execs.push(exec)
        return { op: 'exec', exec }
      }
      words.push(next)
    }
    if (!words.length) throw new FindError(`invalid argument \`;' to \`${word}'`)
    const exec: Exec = { words, batch: false, inDirectory: word.endsWith('dir'), ask, pending: new Map() }
    this.execs.push(exec)
    return { op: 'exec', exec }
  }
}
