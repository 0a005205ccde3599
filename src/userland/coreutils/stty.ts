/** stty(1): terminal settings by their names, for GNU's and BusyBox's faces. */
import { strerror } from '../../base/abi/errno.ts'
import { defaultTermios, makeRaw } from '../../base/abi/termios.ts'
import type { Termios } from '../../base/abi/termios.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { quote, quoteaf } from './lib/quote.ts'

type Flag = { [K in keyof Termios]: Termios[K] extends boolean ? K : never }[keyof Termios]
type Character = keyof Termios['cc']
/** Groups of settings in stty's order; undefined stands for one that is always off, with its usual look. */
const CONTROL: [string, boolean][] = [
  ['parenb', false],
  ['parodd', false],
  ['cmspar', false],
  ['cs8', true],
  ['hupcl', false],
  ['cstopb', false],
  ['cread', true],
  ['clocal', false],
  ['crtscts', false],
]
const INPUT: [string, Flag | undefined][] = [
  ['ignbrk', undefined],
  ['brkint', 'BRKINT'],
  ['ignpar', undefined],
  ['parmrk', undefined],
  ['inpck', 'INPCK'],
  ['istrip', 'ISTRIP'],
  ['inlcr', 'INLCR'],
  ['igncr', 'IGNCR'],
  ['icrnl', 'ICRNL'],
  ['ixon', 'IXON'],
  ['ixoff', undefined],
  ['iuclc', undefined],
  ['ixany', 'IXANY'],
  ['imaxbel', 'IMAXBEL'],
  ['iutf8', 'IUTF8'],
]
const OUTPUT: [string, Flag | undefined][] = [
  ['opost', 'OPOST'],
  ['olcuc', undefined],
  ['ocrnl', 'OCRNL'],
  ['onlcr', 'ONLCR'],
  ['onocr', undefined],
  ['onlret', 'ONLRET'],
  ['ofill', undefined],
  ['ofdel', undefined],
]
const LOCAL: [string, Flag | undefined][] = [
  ['isig', 'ISIG'],
  ['icanon', 'ICANON'],
  ['iexten', 'IEXTEN'],
  ['echo', 'ECHO'],
  ['echoe', 'ECHOE'],
  ['echok', 'ECHOK'],
  ['echonl', 'ECHONL'],
  ['noflsh', 'NOFLSH'],
  ['xcase', undefined],
  ['tostop', 'TOSTOP'],
  ['echoprt', undefined],
  ['echoctl', 'ECHOCTL'],
  ['echoke', 'ECHOKE'],
  ['flusho', undefined],
  ['extproc', undefined],
]
const CHARACTERS: [string, Character | undefined][] = [
  ['intr', 'VINTR'],
  ['quit', 'VQUIT'],
  ['erase', 'VERASE'],
  ['kill', 'VKILL'],
  ['eof', 'VEOF'],
  ['eol', 'VEOL'],
  ['eol2', 'VEOL2'],
  ['swtch', undefined],
  ['start', 'VSTART'],
  ['stop', 'VSTOP'],
  ['susp', 'VSUSP'],
  ['rprnt', 'VREPRINT'],
  ['werase', 'VWERASE'],
  ['lnext', 'VLNEXT'],
  ['discard', 'VDISCARD'],
]
const SYNONYMS: Record<string, string> = {
  crterase: 'echoe',
  crtkill: 'echoke',
  ctlecho: 'echoctl',
  prterase: 'echoprt',
  tandem: 'ixoff',
  hup: 'hupcl',
}
/** What "sane" sets; stty alone shows differences from it. */
const SANE: Partial<Record<string, boolean>> = {
  brkint: true,
  icrnl: true,
  imaxbel: true,
  opost: true,
  onlcr: true,
  isig: true,
  icanon: true,
  iexten: true,
  echo: true,
  echoe: true,
  echok: true,
  echoctl: true,
  echoke: true,
  cread: true,
}

function visible(byte: number): string {
  if (byte === 0) return '<undef>'
  if (byte < 32) return `^${String.fromCharCode(byte + 64)}`
  if (byte === 127) return '^?'
  return byte < 127 ? String.fromCharCode(byte) : `M-${visible(byte - 128)}`
}
/** Joins words into lines of `width` columns. */
function wrap(words: readonly string[], width: number): string {
  let out = ''
  let line = ''
  for (const word of words) {
    if (line && line.length + 1 + word.length > width) {
      out += `${line}\n`
      line = ''
    }
    line += (line ? ' ' : '') + word
  }
  return line ? `${out}${line}\n` : out
}
const show = (t: Termios, [name, flag]: [string, Flag | undefined]): string => `${flag && t[flag] ? '' : '-'}${name}`

export function sttyAll(t: Termios, size: { rows: number; cols: number }, width: number): string {
  const characters = [
    ...CHARACTERS.map(([name, key]) => `${name} = ${visible(key ? t.cc[key] : 0)};`),
    `min = ${t.cc.VMIN};`,
    `time = ${t.cc.VTIME};`,
  ]
  return (
    wrap([`speed 38400 baud;`, `rows ${size.rows};`, `columns ${size.cols};`, 'line = 0;'], width) +
    wrap(characters, width) +
    wrap(
      CONTROL.map(([name, on]) => (on ? name : `-${name}`)),
      width,
    ) +
    wrap(
      INPUT.map((item) => show(t, item)),
      width,
    ) +
    wrap(
      [...OUTPUT.map((item) => show(t, item)), 'nl0', 'cr0', t.XTABS ? 'tab3' : 'tab0', 'bs0', 'vt0', 'ff0'],
      width,
    ) +
    wrap(
      LOCAL.map((item) => show(t, item)),
      width,
    )
  )
}
/** Only what is not as "sane" would have it. */
export function sttyChanged(t: Termios, width: number): string {
  const sane = defaultTermios()
  const characters = CHARACTERS.filter(([, key]) => key && t.cc[key] !== sane.cc[key]).map(
    ([name, key]) => `${name} = ${visible(t.cc[key!])};`,
  )
  const canonical = t.ICANON ? [] : [`min = ${t.cc.VMIN};`, `time = ${t.cc.VTIME};`]
  const flags = (list: [string, Flag | undefined][]): string =>
    wrap(
      list
        .filter(([name, flag]) => (flag ? t[flag] : false) !== (SANE[name] ?? false) && !(name === 'ixon' && t.IXON))
        .map((item) => show(t, item)),
      width,
    )
  return (
    'speed 38400 baud; line = 0;\n' +
    wrap([...characters, ...canonical], width) +
    flags(INPUT) +
    flags(OUTPUT) +
    flags(LOCAL)
  )
}
export class SttyError extends Error {}

/** Applies the words. Throws SttyError with "invalid argument" or "missing argument". */
export function applyStty(
  t: Termios,
  words: readonly string[],
  size: { rows: number; cols: number },
): { size: { rows: number; cols: number }; print: string[] } {
  const next = { ...size }
  const print: string[] = []
  const all = [...INPUT, ...OUTPUT, ...LOCAL]
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const off = word.startsWith('-')
    const bare = off ? word.slice(1) : word
    const name = SYNONYMS[bare] ?? bare
    const flag = all.find(([known]) => known === name)
    if (flag) {
      if (flag[1]) t[flag[1]] = !off
      continue
    }
    if (
      CONTROL.some(([known]) => known === name) ||
      /^(cs[5-8]|parity|evenp|oddp|nl0|cr0|tab0|bs0|vt0|ff0)$/.test(name)
    )
      continue
    const character = CHARACTERS.find(([known]) => known === word)
    if (character || word === 'min' || word === 'time') {
      const value = words[++i]
      if (value === undefined) throw new SttyError(`missing argument to ${quote(word)}`)
      const byte =
        value === '^-' || value === 'undef'
          ? 0
          : /^\^.$/.test(value)
            ? value[1] === '?'
              ? 127
              : value[1]!.toUpperCase().charCodeAt(0) & 31
            : /^\d+$/.test(value) && (value.length > 1 || word === 'min' || word === 'time')
              ? Number(value)
              : value.charCodeAt(0)
      const key = character ? character[1] : word === 'min' ? 'VMIN' : 'VTIME'
      if (key) t.cc[key] = byte
      continue
    }
    switch (word) {
      case 'rows':
      case 'cols':
      case 'columns': {
        const value = words[++i]
        if (value === undefined) throw new SttyError(`missing argument to ${quote(word)}`)
        if (!/^\d+$/.test(value)) throw new SttyError(`invalid integer argument: ${quote(value)}`)
        if (word === 'rows') next.rows = Number(value)
        else next.cols = Number(value)
        continue
      }
      case 'size':
        print.push(`${next.rows} ${next.cols}`)
        continue
      case 'speed':
        print.push('38400')
        continue
      case 'sane': {
        Object.assign(t, { ...defaultTermios(), IMAXBEL: true, BRKINT: true, IUTF8: t.IUTF8 })
        continue
      }
      case 'raw':
      case '-cooked':
        makeRaw(t)
        t.ECHO = true
        continue
      case '-raw':
      case 'cooked':
        Object.assign(t, {
          BRKINT: true,
          ICRNL: true,
          IXON: true,
          IMAXBEL: true,
          OPOST: true,
          ONLCR: true,
          ISIG: true,
          ICANON: true,
          IEXTEN: true,
        })
        t.cc.VEOF = 4
        continue
      case 'cbreak':
        t.ICANON = false
        continue
      case '-cbreak':
        t.ICANON = true
        continue
      case 'nl':
        t.ICRNL = t.ONLCR = false
        continue
      case '-nl':
        t.ICRNL = t.ONLCR = true
        t.INLCR = t.IGNCR = t.OCRNL = t.ONLRET = false
        continue
      case 'ek':
        t.cc.VERASE = 127
        t.cc.VKILL = 21
        continue
      case 'dec':
        t.cc.VERASE = 127
        t.cc.VKILL = 21
        t.cc.VINTR = 3
        t.ECHOE = t.ECHOCTL = t.ECHOKE = true
        t.IXANY = false
        continue
      case 'tabs':
      case '-tabs':
        t.XTABS = off
        continue
      case 'ospeed':
      case 'ispeed':
      case 'line':
        i++
        continue
      default:
        if (/^\d+$/.test(word)) continue
        // What stty -g wrote.
        if (/^[0-9a-f]+(:[0-9a-f]+)+$/.test(word)) {
          restore(t, word)
          continue
        }
        throw new SttyError(`invalid argument ${quote(word)}`)
    }
  }
  return { size: next, print }
}
const SAVED: Flag[] = [
  'BRKINT',
  'INPCK',
  'ISTRIP',
  'INLCR',
  'IGNCR',
  'ICRNL',
  'IXON',
  'IXANY',
  'IMAXBEL',
  'IUTF8',
  'OPOST',
  'OCRNL',
  'ONLCR',
  'ONLRET',
  'XTABS',
  'ISIG',
  'ICANON',
  'IEXTEN',
  'ECHO',
  'ECHOE',
  'ECHOK',
  'ECHONL',
  'NOFLSH',
  'TOSTOP',
  'ECHOCTL',
  'ECHOKE',
]
/** A form that only stty reads again: the flags as bits, then the characters. */
export const save = (t: Termios): string =>
  [SAVED.reduce((bits, flag, i) => bits + (t[flag] ? 2 ** i : 0), 0), ...Object.values(t.cc)]
    .map((n) => n.toString(16))
    .join(':')
function restore(t: Termios, text: string): void {
  const [bits, ...characters] = text.split(':').map((part) => parseInt(part, 16)) as [number, ...number[]]
  for (const [i, flag] of SAVED.entries()) t[flag] = Math.floor(bits / 2 ** i) % 2 === 1
  for (const [i, key] of (Object.keys(t.cc) as Character[]).entries()) t.cc[key] = characters[i] ?? t.cc[key]
}

/** Reads, changes or shows the settings of a descriptor. */
export async function runStty(
  command: Command,
  fd: number,
  words: readonly string[],
  mode: 'changed' | 'all' | 'save',
): Promise<void> {
  const { sys } = command
  const t = sys.tcgetattr(fd)
  const copy: Termios = { ...t, cc: { ...t.cc } }
  const size = sys.winsize(fd)
  const width = Math.max(20, size.cols || 80)
  if (!words.length) {
    await command.put(
      mode === 'all' ? sttyAll(copy, size, width) : mode === 'save' ? `${save(copy)}\n` : sttyChanged(copy, width),
    )
    return
  }
  const result = applyStty(copy, words, size)
  sys.tcsetattr(fd, copy)
  if (result.size.rows !== size.rows || result.size.cols !== size.cols) sys.setWinsize(fd, result.size)
  for (const line of result.print) await command.put(`${line}\n`)
}
/** Settings begin with a dash too, so only the first words are options. */
export const isSttyOption = (word: string): boolean => /^-[agF]+$|^--(all|save|file)/.test(word)

export const stty = gnu(
  {
    help: 'stty',
    short: 'aF:g',
    long: { all: 'a', file: 'F', save: 'g' },
    prepare: (args) => {
      const options: string[] = []
      const rest: string[] = []
      for (let i = 0; i < args.length; i++) {
        const arg = args[i]!
        if (arg === '-F' || arg === '--file') options.push(arg, args[++i] ?? '')
        else if (/^-[ag]+$/.test(arg) || /^-F./.test(arg) || arg.startsWith('--')) options.push(arg)
        else rest.push(arg)
      }
      return [...options, '--', ...rest]
    },
  },
  async (command) => {
    const { sys } = command
    if (command.has('a') && command.has('g'))
      return command.die('the options for verbose and stty-readable output styles are\nmutually exclusive')
    if (command.args.length && (command.has('a') || command.has('g')))
      return command.die('when specifying an output style, modes may not be set')
    const file = command.value('F')
    let fd = 0
    if (file !== undefined) {
      const opened = await tryAsync(() => sys.open(file, 0))
      if (isError(opened)) return command.die(`${file}: ${strerror(opened.code)}`)
      fd = opened
    }
    const failure = await tryAsync(async () => {
      try {
        await runStty(command, fd, command.args, command.has('a') ? 'all' : command.has('g') ? 'save' : 'changed')
      } catch (error) {
        if (error instanceof SttyError) await command.usage(error.message)
        throw error
      }
    })
    if (isError(failure))
      return command.die(`${file === undefined ? quoteaf('standard input') : file}: ${strerror(failure.code)}`)
    return 0
  },
)
