/**
 * Reading Apache's configuration files: lines and continuations, sections, Include, LoadModule, Define, <IfModule> and its kin, which
 * Apache executes while it reads (ap_build_config). What remains is a tree of directives with their places.
 */
import { SysError, strerror } from '../../../../base/abi/errno.ts'
import { isDir } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { globFiles } from './glob.ts'

export interface Directive {
  /** As written. */
  name: string
  /** Everything after the name. */
  text: string
  file: string
  line: number
  /** Of a section. */
  children?: Directive[]
}
/** An error while reading: "httpd: Syntax error on line 3 of FILE: message". */
export class ReadError extends Error {
  readonly file: string
  readonly line: number
  constructor(message: string, file: string, line: number) {
    super(message)
    this.file = file
    this.line = line
  }
}
/** The configuration file itself cannot be opened. */
export class OpenError extends Error {}

export interface Reading {
  sys: Sys
  serverRoot: string
  /** -D and Define. */
  defines: Map<string, string>
  /** Names as in LoadModule: "mime_module" → mod_mime.so; static ones too. */
  modules: Map<string, string>
  version: string
}

/** Splits off the next word: quoted (with \" inside) or up to white space (ap_getword_conf). */
export function nextWord(text: string): [word: string, rest: string] {
  const trimmed = text.replace(/^\s+/, '')
  const quote = trimmed[0]
  if (quote === '"' || quote === "'") {
    let word = ''
    for (let i = 1; i < trimmed.length; i++) {
      if (trimmed[i] === '\\' && (trimmed[i + 1] === quote || trimmed[i + 1] === '\\')) word += trimmed[++i]!
      else if (trimmed[i] === quote) return [word, trimmed.slice(i + 1).replace(/^\s+/, '')]
      else word += trimmed[i]!
    }
    return [word, '']
  }
  const end = trimmed.search(/\s/)
  return end < 0 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).replace(/^\s+/, '')]
}
export function words(text: string): string[] {
  const out: string[] = []
  let rest = text
  while (rest.trim() !== '') {
    const [word, more] = nextWord(rest)
    out.push(word)
    rest = more
  }
  return out
}

export const inRoot = (root: string, path: string): string => (path.startsWith('/') ? path : `${root}/${path}`)

export function readConfig(reading: Reading, file: string): Directive[] {
  const tree: Directive[] = []
  readFile(reading, file, tree, null, 0)
  return tree
}

function readText(sys: Sys, file: string): string {
  try {
    if (isDir(sys.stat(file))) throw new SysError('EISDIR')
    return sys.readText(file)
  } catch (error) {
    if (error instanceof SysError)
      throw new OpenError(`Could not open configuration file ${file}: ${strerror(error.code)}`)
    throw error
  }
}

const CONDITIONS = /^<(IfModule|IfDefine|IfVersion|IfFile|IfDirective|IfSection)$/i
const MAX_DEPTH = 128

function readFile(
  reading: Reading,
  file: string,
  into: Directive[],
  from: { file: string; line: number } | null,
  depth: number,
): void {
  if (depth > MAX_DEPTH)
    throw new ReadError(`Exceeded the maximum include depth of ${MAX_DEPTH}, loading "${file}"`, from!.file, from!.line)
  const lines = readText(reading.sys, file).split('\n')
  /** Open sections: where their content goes, and whether it counts. */
  const open: { name: string; line: number; target: Directive[]; skip: boolean }[] = []
  const fail = (message: string, line: number): never => {
    throw new ReadError(message, file, line)
  }
  for (let i = 0; i < lines.length; i++) {
    let text = lines[i]!.replace(/\r$/, '')
    while (text.endsWith('\\') && i + 1 < lines.length) text = text.slice(0, -1) + lines[++i]!.replace(/\r$/, '')
    const line = i + 1
    text = text.trim()
    if (text === '' || text.startsWith('#')) continue
    const skip = open.at(-1)?.skip ?? false
    const target = open.at(-1)?.target ?? into

    if (text.startsWith('</')) {
      const name = /^<\/([^\s>]*)/.exec(text)![1]!
      if (!text.endsWith('>')) fail(`</${name}> directive missing closing '>'`, line)
      const last = open.pop()
      if (!last) fail(`</${name}> without matching <${name}> section`, line)
      if (last!.name.toLowerCase() !== name.toLowerCase()) fail(`Expected </${last!.name}> but saw </${name}>`, line)
      continue
    }
    const [name, raw] = nextWord(text)
    if (name.startsWith('<')) {
      const [head, argument] = splitSection(text)
      if (!text.endsWith('>')) fail(`<${head}> directive missing closing '>'`, line)
      if (skip) open.push({ name: head, line, target, skip: true })
      else if (CONDITIONS.test(`<${head}`)) {
        open.push({ name: head, line, target, skip: !holds(reading, head, substitute(reading, argument), fail, line) })
      } else {
        const section: Directive = { name: `<${head}`, text: substitute(reading, argument), file, line, children: [] }
        target.push(section)
        open.push({ name: head, line, target: section.children!, skip: false })
      }
      continue
    }
    if (skip) continue
    execute(reading, { name, text: substitute(reading, raw), file, line }, target, depth)
  }
  const last = open.at(-1)
  if (last) fail(`<${last.name}> was not closed.`, last.line)
}

/** "<Directory "/x">" → Directory, "/x" */
function splitSection(text: string): [string, string] {
  const match = /^<([^\s>]+)\s*([\s\S]*?)>?$/.exec(text)!
  return [match[1]!, match[2]!.trim()]
}

/** ${NAME}: what Define or the environment says; stays as it is when nobody does. */
const substitute = (reading: Reading, text: string): string =>
  text.replace(/\$\{([^}:]+)\}/g, (whole, name: string) => reading.defines.get(name) ?? reading.sys.env[name] ?? whole)

function holds(
  reading: Reading,
  kind: string,
  argument: string,
  fail: (message: string, line: number) => never,
  line: number,
): boolean {
  const not = argument.startsWith('!')
  const [word] = nextWord(not ? argument.slice(1) : argument)
  switch (kind.toLowerCase()) {
    case 'ifmodule': {
      const file = word.replace(/\.c$/, '')
      const loaded = reading.modules.has(word) || [...reading.modules.values()].some((path) => path === file)
      return loaded !== not
    }
    case 'ifdefine':
      return reading.defines.has(word) !== not
    case 'iffile':
      try {
        reading.sys.stat(inRoot(reading.serverRoot, word))
        return !not
      } catch (error) {
        if (error instanceof SysError) return not
        throw error
      }
    case 'ifversion': {
      const [operator = '', wanted = ''] = words(argument)
      const order = compareVersions(reading.version, wanted || operator)
      switch (wanted ? operator : '=') {
        case '=':
        case '==':
          return order === 0
        case '!=':
          return order !== 0
        case '>':
          return order > 0
        case '>=':
          return order >= 0
        case '<':
          return order < 0
        case '<=':
          return order <= 0
      }
      return fail(`unrecognized operator '${operator}'`, line)
    }
  }
  return fail(`<${kind}> is not simulated yet`, line)
}
function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference) return difference
  }
  return 0
}

/** Carries out what Apache does at once; everything else is kept. */
function execute(reading: Reading, directive: Directive, target: Directive[], depth: number): void {
  const { file, line } = directive
  const args = words(directive.text)
  const fail = (message: string): never => {
    throw new ReadError(message, file, line)
  }
  switch (directive.name.toLowerCase()) {
    case 'include':
    case 'includeoptional': {
      if (args.length !== 1)
        fail(
          `${directive.name} takes one argument, Name(s) of the config file(s) to be included; shell wildcard characters permitted`,
        )
      const optional = directive.name.toLowerCase() === 'includeoptional'
      const pattern = inRoot(reading.serverRoot, args[0]!)
      const wild = /[*?[]/.test(pattern)
      const files = globFiles(reading.sys, pattern)
      if (!files.length) {
        if (optional) return
        if (wild) return
        fail(`Could not open configuration file ${pattern}: No such file or directory`)
      }
      for (const included of files) {
        try {
          readFile(reading, included, target, { file, line }, depth + 1)
        } catch (error) {
          if (error instanceof OpenError) fail(error.message)
          throw error
        }
      }
      return
    }
    case 'loadmodule': {
      if (args.length !== 2)
        fail('LoadModule takes two arguments, a module name and the name of a shared object file to load it from')
      const [name, path] = args as [string, string]
      const full = inRoot(reading.serverRoot, path)
      if (reading.modules.has(name)) return
      try {
        reading.sys.stat(full)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        fail(`Cannot load ${path} into server: ${full}: cannot open shared object file: ${strerror(error.code)}`)
      }
      const own = /mod_\w+(?=\.so$)/.exec(path)?.[0] ?? path
      if (`mod_${name.replace(/_module$/, '')}` !== own)
        fail(`Can't locate API module structure \`${name}' in file ${full}: ${full}: undefined symbol: ${name}`)
      reading.modules.set(name, own)
      return
    }
    case 'loadfile':
      return
    case 'define':
      if (args.length < 1 || args.length > 2)
        fail(
          'Define takes 1-2 arguments, Define a variable, optionally to a value.  Same as passing -D to the command line.',
        )
      reading.defines.set(args[0]!, args[1] ?? '')
      return
    case 'undefine':
      reading.defines.delete(args[0] ?? '')
      return
    case 'serverroot':
      if (args.length !== 1)
        fail('ServerRoot takes one argument, Common directory of server-related files (logs, confs, etc.)')
      try {
        if (!isDir(reading.sys.stat(args[0]!))) fail('ServerRoot must be a valid directory')
      } catch (error) {
        if (error instanceof SysError) fail('ServerRoot must be a valid directory')
        throw error
      }
      reading.serverRoot = args[0]!.replace(/(.)\/$/, '$1')
      return
    default:
      target.push(directive)
  }
}
