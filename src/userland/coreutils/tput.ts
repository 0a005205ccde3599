/** tput(1), for the terminals of this world, which are all like xterm. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu } from './lib/command.ts'

const CAPS: Record<string, string | number | boolean> = {
  am: true,
  bce: true,
  km: true,
  mir: true,
  msgr: true,
  xenl: true,
  AX: true,
  bel: '\x07',
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  sitm: '\x1b[3m',
  ritm: '\x1b[23m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  blink: '\x1b[5m',
  rev: '\x1b[7m',
  smso: '\x1b[7m',
  rmso: '\x1b[27m',
  invis: '\x1b[8m',
  sgr0: '\x1b(B\x1b[m',
  op: '\x1b[39;49m',
  clear: '\x1b[H\x1b[2J\x1b[3J',
  home: '\x1b[H',
  el: '\x1b[K',
  el1: '\x1b[1K',
  ed: '\x1b[J',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  cvvis: '\x1b[?12;25h',
  smcup: '\x1b[?1049h\x1b[22;0;0t',
  rmcup: '\x1b[?1049l\x1b[23;0;0t',
  smkx: '\x1b[?1h\x1b=',
  rmkx: '\x1b[?1l\x1b>',
  sc: '\x1b7',
  rc: '\x1b8',
  cr: '\r',
  cub1: '\b',
  cud1: '\n',
  cuf1: '\x1b[C',
  cuu1: '\x1b[A',
  ht: '\t',
  ind: '\n',
  ri: '\x1bM',
  kcuu1: '\x1bOA',
  kcud1: '\x1bOB',
  kcuf1: '\x1bOC',
  kcub1: '\x1bOD',
  khome: '\x1bOH',
  kend: '\x1bOF',
  kbs: '\x7f',
  kdch1: '\x1b[3~',
  init: '\x1b[!p\x1b[?3;4l\x1b[4l\x1b>',
  reset: '\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>',
  it: 8,
}
/** Capabilities with numbers in them. */
function withParameters(name: string, p: number[]): string | undefined {
  const [a = 0, b = 0] = p
  const color = (base: number, bright: number, ext: number): string =>
    a < 8 ? `\x1b[${base + a}m` : a < 16 ? `\x1b[${bright + a - 8}m` : `\x1b[${ext};5;${a}m`
  switch (name) {
    case 'cup':
      return `\x1b[${a + 1};${b + 1}H`
    case 'setaf':
      return color(30, 90, 38)
    case 'setab':
      return color(40, 100, 48)
    case 'setf':
      return `\x1b[3${[0, 4, 2, 6, 1, 5, 3, 7][a] ?? 9}m`
    case 'setb':
      return `\x1b[4${[0, 4, 2, 6, 1, 5, 3, 7][a] ?? 9}m`
    case 'cuu':
      return `\x1b[${a}A`
    case 'cud':
      return `\x1b[${a}B`
    case 'cuf':
      return `\x1b[${a}C`
    case 'cub':
      return `\x1b[${a}D`
    case 'hpa':
      return `\x1b[${a + 1}G`
    case 'vpa':
      return `\x1b[${a + 1}d`
    case 'il':
      return `\x1b[${a}L`
    case 'dl':
      return `\x1b[${a}M`
    case 'ech':
      return `\x1b[${a}X`
    case 'csr':
      return `\x1b[${a + 1};${b + 1}r`
    default:
      return undefined
  }
}
const USAGE = `Usage: tput [options] [command]

Options:
  -S <<       read commands from standard input
  -T TERM     use this instead of $TERM
  -V          print curses-version
  -x          do not try to clear scrollback

Commands:
  clear       clear the screen
  init        initialize the terminal
  reset       reinitialize the terminal
  capname     unlike clear/init/reset, print value for capability "capname"
`
const KNOWN = /^(xterm|screen|tmux|linux|vt100|vt102|vt220|rxvt|ansi|dumb)/

export const tput = gnu({ help: 'tput', short: '+ST:Vx', usageStatus: 2, advice: USAGE }, async (command) => {
  const { sys } = command
  if (command.has('V')) {
    await command.put('ncurses 6.4.20221231\n')
    return 0
  }
  if (command.has('S')) return command.die('-S is not simulated yet', 2)
  const term = command.value('T') ?? sys.env['TERM']
  const [name, ...parameters] = command.args
  if (term === undefined || term === '') {
    await sys.write(2, 'tput: No value for $TERM and no -T specified\n')
    return 2
  }
  if (!KNOWN.test(term)) {
    await sys.write(2, `tput: unknown terminal "${term}"\n`)
    return 3
  }
  if (name === undefined) {
    await sys.write(2, USAGE)
    return 2
  }
  const dumb = term === 'dumb'
  if (name === 'cols' || name === 'lines') {
    const fd = sys.isatty(1) ? 1 : 2
    const size = attempt(() => sys.winsize(fd))
    const known = !(size instanceof SysError) && size.cols > 0
    const environment = Number(sys.env[name === 'cols' ? 'COLUMNS' : 'LINES'])
    await command.put(
      `${environment > 0 ? environment : known ? (name === 'cols' ? size.cols : size.rows) : name === 'cols' ? 80 : 24}\n`,
    )
    return 0
  }
  if (name === 'colors') {
    await command.put(`${dumb ? -1 : /256/.test(term) ? 256 : 8}\n`)
    return 0
  }
  if (name === 'longname') {
    await command.put(dumb ? '80-column dumb tty' : 'xterm terminal emulator (X Window System)')
    return 0
  }
  const value = CAPS[name] ?? withParameters(name, parameters.map(Number))
  if (value === undefined) {
    await command.warn(`unknown terminfo capability '${name}'`)
    return 4
  }
  if (dumb && typeof value === 'string' && !['bel', 'cr', 'cud1', 'ind'].includes(name)) return 1
  if (typeof value === 'boolean') return value && !dumb ? 0 : 1
  await command.put(typeof value === 'number' ? `${value}\n` : value)
  return 0
})
