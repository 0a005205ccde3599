/** grep(1), egrep, fgrep. */
import { strerror } from '../../base/abi/errno.ts'
import { choose } from './lib/argmatch.ts'
import { Command, gnu, isError, printInfo, tryAsync } from './lib/command.ts'
import type { GnuSpec } from './lib/command.ts'
import { fnmatch } from './lib/fnmatch.ts'
import { GrepRun, GREP_DEFAULTS } from './lib/grep-core.ts'
import type { GrepOptions, Matcher } from './lib/grep-core.ts'
import { makeMatcher } from './lib/grep-core.ts'
import { openInput } from './lib/io.ts'
import { baseName, stripSlashes } from './lib/paths.ts'
import { RegexError } from './lib/regex/regex.ts'
import { toText } from './lib/text.ts'

const LONG: Record<string, string> = {
  'basic-regexp': 'G',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'perl-regexp': 'P',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  'binary-files': 'binary-files=',
  'byte-offset': 'b',
  color: 'color=?',
  colour: 'color=?',
  count: 'c',
  devices: 'D',
  directories: 'd',
  exclude: 'exclude=',
  'exclude-from': 'exclude-from=',
  'exclude-dir': 'exclude-dir=',
  file: 'f',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'group-separator': 'group-separator=',
  'ignore-case': 'i',
  'no-ignore-case': 'no-ignore-case',
  include: 'include=',
  'initial-tab': 'T',
  label: 'label=',
  'line-buffered': 'line-buffered',
  'line-number': 'n',
  'line-regexp': 'x',
  'max-count': 'm',
  'no-filename': 'h',
  'no-group-separator': 'no-group-separator',
  'no-messages': 's',
  null: 'Z',
  'null-data': 'z',
  'only-matching': 'o',
  quiet: 'q',
  recursive: 'r',
  'dereference-recursive': 'R',
  regexp: 'e',
  'invert-match': 'v',
  silent: 'q',
  text: 'a',
  'unix-byte-offsets': 'u',
  'with-filename': 'H',
  'word-regexp': 'w',
}
const SPEC: GnuSpec = {
  help: 'grep',
  name: 'grep',
  short: 'A:B:C:D:EFGHILPTUVX:abcd:e:f:hiLlm:noqRrsuvwxyzZ0123456789',
  long: LONG,
  usageStatus: 2,
  synopsis: '[OPTION]... PATTERNS [FILE]...',
}
const USAGE = (name: string): string =>
  `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`

async function number(command: Command, text: string, what: string): Promise<number> {
  if (!/^-?\d+$/.test(text) || (Number(text) < 0 && what !== 'max'))
    await command.die(what === 'max' ? 'invalid max count' : `${text}: invalid context length argument`, 2)
  return Number(text)
}

async function readOptions(command: Command, kind: 'G' | 'E' | 'F'): Promise<GrepOptions> {
  const o: GrepOptions = { ...GREP_DEFAULTS, kind, patterns: [] }
  let digits = ''
  let given = false
  for (const { key, value } of command.options) {
    if (/^\d$/.test(key)) digits += key
    switch (key) {
      case 'E':
      case 'F':
      case 'G':
      case 'P':
        o.kind = key
        break
      case 'A':
        o.after = await number(command, value!, 'context')
        break
      case 'B':
        o.before = await number(command, value!, 'context')
        break
      case 'C':
        o.after = o.before = await number(command, value!, 'context')
        break
      case 'H':
        o.withName = true
        break
      case 'h':
        o.withName = false
        break
      case 'I':
        o.binary = 'without-match'
        break
      case 'a':
        o.binary = 'text'
        break
      case 'binary-files':
        if (!['text', 'without-match', 'binary'].includes(value!))
          await command.die('invalid binary-files: unknown binary-files type', 2)
        o.binary = value as GrepOptions['binary']
        break
      case 'L':
        o.list = 'L'
        break
      case 'l':
        o.list = 'l'
        break
      case 'T':
        o.initialTab = true
        break
      case 'b':
        o.byteOffset = true
        break
      case 'c':
        o.count = true
        break
      case 'i':
      case 'y':
        o.ignoreCase = true
        break
      case 'no-ignore-case':
        o.ignoreCase = false
        break
      case 'm':
        o.maxCount = await number(command, value!, 'max')
        if (o.maxCount < 0) o.maxCount = Infinity
        break
      case 'n':
        o.lineNumber = true
        break
      case 'o':
        o.onlyMatching = true
        break
      case 'q':
        o.quiet = true
        break
      case 'r':
      case 'R':
        o.directories = 'recurse'
        o.followAll = key === 'R'
        break
      case 'd':
        o.directories = await choose(command, '--directories', value!, {
          read: 'read',
          recurse: 'recurse',
          skip: 'skip',
        } as const)
        break
      case 's':
        o.silent = true
        break
      case 'v':
        o.invert = true
        break
      case 'w':
        o.word = true
        break
      case 'x':
        o.line = true
        break
      case 'z':
        o.delimiter = 0
        break
      case 'Z':
        o.nullName = true
        break
      case 'color':
        if (value === undefined || value === 'auto' || value === 'tty' || value === 'if-tty')
          o.color = (value === undefined || (command.sys.env['TERM'] ?? 'dumb') !== 'dumb') && command.sys.isatty(1)
        else if (['always', 'yes', 'force'].includes(value)) o.color = true
        else if (['never', 'no', 'none'].includes(value)) o.color = false
        else {
          await command.sys.write(2, USAGE(command.name))
          throw new RegexError('')
        }
        break
      case 'label':
        o.label = value!
        break
      case 'line-buffered':
        command.out.lineBuffered(true)
        break
      case 'group-separator':
        o.separator = value!
        break
      case 'no-group-separator':
        o.separator = undefined
        break
      case 'include':
        o.include.push(value!)
        break
      case 'exclude':
        o.exclude.push(stripSlashes(value!))
        break
      case 'exclude-dir':
        o.excludeDir.push(stripSlashes(value!))
        break
      case 'exclude-from': {
        const input = await tryAsync(() => command.sys.readText(value!))
        if (isError(input)) await command.die(`${value!}: ${strerror(input.code)}`, 2)
        else o.exclude.push(...input.split('\n').filter((line) => line !== ''))
        break
      }
      case 'e':
        o.patterns.push(...value!.split('\n'))
        given = true
        break
      case 'f': {
        given = true
        const input = await tryAsync(() => openInput(command.sys, value!))
        if (isError(input)) {
          await command.die(`${value!}: ${strerror(input.code)}`, 2)
          break
        }
        const text = toText(await command.sys.readAll(input.fd))
        input.close()
        if (text !== '') o.patterns.push(...text.replace(/\n$/, '').split('\n'))
      }
    }
  }
  if (digits) {
    if (command.value('A') === undefined) o.after = Number(digits)
    if (command.value('B') === undefined) o.before = Number(digits)
  }
  if (!given) {
    const pattern = command.args[0]
    if (pattern === undefined) {
      await command.sys.write(2, USAGE(command.name))
      throw new RegexError('')
    }
    o.patterns.push(...pattern.split('\n'))
    command.args = command.args.slice(1)
  }
  return o
}

function makeGrep(kind: 'G' | 'E' | 'F') {
  // Debian's egrep and fgrep are scripts around grep.
  return gnu(SPEC, async (command) => {
    let matcher: Matcher
    let options: GrepOptions
    if (command.has('V')) {
      await printInfo(command, SPEC, 'version')
      return 0
    }
    try {
      options = await readOptions(command, kind)
      matcher = makeMatcher(options)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      if (error.message)
        await command.warn(error.message.startsWith('Unmatched [,') ? 'Invalid regular expression' : error.message)
      return 2
    }
    const recursive = options.directories === 'recurse'
    const names = command.args.length ? command.args : recursive ? ['.'] : ['-']
    // With -r a single file still goes without its name.
    if (options.withName === undefined && names.length > 1) options.withName = true
    const run = new GrepRun(command, options, matcher, {
      problem: async (path, error) => {
        run.failed = true
        if (!options.silent) await command.warn(`${path}: ${strerror(error.code)}`)
      },
      directory: async (path) => {
        if (!options.silent) await command.warn(`${path}: Is a directory`)
      },
      implicitDot: command.args.length === 0,
      matchesName: (patterns, path) =>
        patterns.some((pattern) => fnmatch(pattern, baseName(path)) || fnmatch(pattern, path)),
    })
    for (const path of names) {
      await run.argument(path)
      if (options.quiet && run.matched) return 0
    }
    return run.failed ? 2 : run.matched ? 0 : 1
  })
}
export const grep = makeGrep('G')
export const egrep = makeGrep('E')
export const fgrep = makeGrep('F')
