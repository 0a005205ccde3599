/**
 * cowsay and cowthink 3.03 as Debian has them. As the real one, it counts columns only in a UTF-8 locale; without one (a container's default)
 * a message with other characters than ASCII gets a balloon without width.
 */
import { wcswidth } from '../../../base/wcwidth.ts'
import { binaryToText, fromText, textToBinary, toText } from '../../coreutils/lib/text.ts'
import { errnoNumber, SysError } from '../../../base/abi/errno.ts'
import { isFile } from '../../../base/abi/files.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { readCow } from './cow-file.ts'
import { expandTabs, fill, wrap } from './wrap.ts'

const USAGE = (name: string): string => `cow{say,think} version 3.03, (c) 1999 Tony Monroe
Usage: ${name} [-bdgpstwy] [-h] [-e eyes] [-f cowfile] 
          [-l] [-n] [-T tongue] [-W wrapcolumn] [message]
`
/** Getopt::Std: letters that take a value have a colon. */
const OPTIONS = 'bde:f:ghlLnNpstT:wW:y'
/** Perl's die() with $! unset. */
const DIE = 255

interface Parsed {
  values: Map<string, string>
  rest: string[]
  unknown: string[]
}
function getopts(args: readonly string[]): Parsed {
  const rest = [...args]
  const parsed: Parsed = { values: new Map(), rest, unknown: [] }
  while (rest.length && /^-./s.test(rest[0]!)) {
    let arg = rest.shift()!.slice(1)
    if (arg === '-') break
    while (arg !== '') {
      const letter = arg[0]!
      arg = arg.slice(1)
      const at = OPTIONS.indexOf(letter)
      if (at < 0 || letter === ':') parsed.unknown.push(letter)
      else if (OPTIONS[at + 1] === ':') {
        parsed.values.set(letter, arg !== '' ? arg : (rest.shift() ?? ''))
        break
      } else parsed.values.set(letter, '1')
    }
  }
  return parsed
}

const FACES: readonly [option: string, eyes: string, tongue?: string][] = [
  ['b', '=='],
  ['d', 'xx', 'U '],
  ['g', '$$'],
  ['p', '@@'],
  ['s', '**', 'U '],
  ['t', '--'],
  ['w', 'OO'],
  ['y', '..'],
]

export const cowsay: Program = async (sys) => {
  const name = sys.argv[0]!.slice(sys.argv[0]!.lastIndexOf('/') + 1)
  const { values, rest, unknown } = getopts(sys.argv.slice(1))
  for (const letter of unknown) await sys.write(2, `Unknown option: ${letter}\n`)
  const cowPath = (sys.env['COWPATH'] || '/usr/share/cowsay/cows').split(':')
  if (values.has('h')) {
    await sys.write(2, USAGE(name))
    return DIE
  }
  if (values.has('l')) return listCows(sys, cowPath)

  const utf8 = isUtf8(sys)
  const width = (line: string): number => {
    const text = line.replace(/\x1b\[\d+(;\d+)*m/g, '')
    return utf8 || /^[\x20-\x7e]*$/.test(text) ? wcswidth(text) : -1
  }
  let message: string[]
  // Perl's unless ($ARGV[0]): an empty first argument and "0" are none.
  if (!rest.length || rest[0] === '' || rest[0] === '0') {
    const text = toText(await sys.readAll(0))
    message = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  } else {
    if (values.has('n')) {
      await sys.write(2, USAGE(name))
      return DIE
    }
    message = [rest.join(' ')]
  }
  // Without UTF-8 every byte is a character.
  if (!utf8) message = message.map(textToBinary)
  const columns = Number.parseInt(values.get('W') ?? '40', 10) || 0
  if (values.has('n')) message = message.map(expandTabs)
  else {
    const text = fill(message, columns)
    message = text === '' ? [] : text.replace(/\n+$/, '').split('\n')
  }

  let eyes = [...(values.get('e') ?? 'oo')].slice(0, 2).join('')
  let tongue = [...(values.get('T') ?? '  ')].slice(0, 2).join('')
  for (const [option, face, out] of FACES) {
    if (!values.has(option)) continue
    eyes = face
    tongue = out ?? tongue
  }
  const thinks = /think/i.test(sys.argv[0]!)
  const balloon = makeBalloon(message, thinks, width)
  const file = findCow(sys, cowPath, values.get('f') ?? 'default.cow')
  if (file === null) {
    await sys.write(2, `${name}: Could not find ${values.get('f')} cowfile!\n`)
    return 2
  }
  let source = ''
  try {
    source = sys.readText(file)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  if (source.includes('\0')) {
    await sys.write(2, `${name}: the picture in ${file} is not simulated yet\n`)
    return DIE
  }
  const cow = readCow(source, { eyes, tongue, thoughts: thinks ? 'o' : '\\' })
  if (typeof cow !== 'string') {
    await sys.write(2, `${name}: ${file}: ${cow.error}\n`)
    return DIE
  }
  await sys.write(1, fromText((utf8 ? balloon : binaryToText(balloon)) + cow))
  return 0
}

function makeBalloon(message: readonly string[], thinks: boolean, width: (line: string) => number): string {
  const max = Math.max(0, ...message.map(width))
  const line = (left: string, text: string, right: string): string =>
    `${left} ${text}${' '.repeat(Math.max(0, max - width(text)))} ${right}\n`
  const many = message.length > 1
  const [single, first, middle, last] = thinks ? ['()', '()', '()', '()'] : ['<>', '/\\', '||', '\\/']
  const body = message.length
    ? message.map((text, i) => {
        const side = !many ? single! : i === 0 ? first! : i === message.length - 1 ? last! : middle!
        return line(side[0]!, text, side[1]!)
      })
    : [line(single![0]!, '', single![1]!)]
  return ` ${'_'.repeat(max + 2)}\n${body.join('')} ${'-'.repeat(max + 2)}\n`
}

function findCow(sys: Sys, cowPath: readonly string[], wanted: string): string | null {
  if (wanted.includes('/')) return wanted
  for (const dir of cowPath)
    for (const candidate of [`${dir}/${wanted}`, `${dir}/${wanted}.cow`])
      try {
        if (isFile(sys.stat(candidate))) return candidate
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
  return null
}

async function listCows(sys: Sys, cowPath: readonly string[]): Promise<number> {
  for (const dir of cowPath) {
    await sys.write(1, `Cow files in ${dir}:\n`)
    let names: string[]
    try {
      names = sys.readdir(dir).map((entry) => entry.name)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sys.write(2, `${sys.argv[0]}: Cannot open ${dir}\n`)
      return errnoNumber(error.code)
    }
    const cows = names.filter((name) => name.endsWith('.cow')).map((name) => name.slice(0, -4))
    // Text::Wrap's own default of 76 columns.
    await sys.write(1, `${wrap(cows.sort().join(' '), 76)}\n`)
  }
  return 0
}

/** As setlocale(LC_CTYPE, "") decides; Debian's base system has C.UTF-8 only. */
function isUtf8(sys: Sys): boolean {
  const locale = sys.env['LC_ALL'] || sys.env['LC_CTYPE'] || sys.env['LANG'] || ''
  return /utf-?8/i.test(locale)
}
