/** The options of ls, dir and vdir, resolved against the terminal and the environment. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { choose } from './argmatch.ts'
import type { Command } from './command.ts'
import { parseBlockSize } from './numbers.ts'
import type { BlockSize } from './numbers.ts'
import { quote } from './quote.ts'

export interface LsOptions {
  format: 'long' | 'columns' | 'rows' | 'single' | 'commas'
  ignore: 'hidden' | 'dots' | 'none'
  patterns: string[]
  hide: string[]
  sort: 'name' | 'none' | 'size' | 'time' | 'extension' | 'version' | 'width'
  reverse: boolean
  time: 'mtime' | 'atime' | 'ctime'
  /** for recent and for old files */
  timeFormats: [string, string]
  numeric: boolean
  owner: boolean
  group: boolean
  author: boolean
  inode: boolean
  blocks: boolean
  blockSize: BlockSize
  sizeUnit: BlockSize
  recursive: boolean
  directoryItself: boolean
  directoriesFirst: boolean
  dereference: 'none' | 'arguments' | 'arguments-to-directories' | 'all'
  indicator: 'none' | 'slash' | 'file-type' | 'classify'
  quoting: 'literal' | 'shell' | 'shell-always' | 'shell-escape' | 'shell-escape-always' | 'c' | 'escape' | 'locale'
  /** Names without quotes get a blank where others have a quote. */
  alignQuotes: boolean
  hideControl: boolean
  color: boolean
  width: number
  tab: number
  zero: boolean
}
export const LS_SHORT = 'abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1'
export const LS_LONG: Record<string, string> = {
  all: 'a',
  escape: 'b',
  directory: 'd',
  dired: 'D',
  'full-time': 'full-time',
  'group-directories-first': 'group-directories-first',
  'human-readable': 'h',
  inode: 'i',
  kibibytes: 'k',
  'numeric-uid-gid': 'n',
  'no-group': 'G',
  'hide-control-chars': 'q',
  reverse: 'r',
  size: 's',
  width: 'w',
  'almost-all': 'A',
  'ignore-backups': 'B',
  classify: 'classify=?',
  'file-type': 'file-type',
  si: 'si',
  'dereference-command-line': 'H',
  'dereference-command-line-symlink-to-dir': 'dereference-dirs',
  hide: 'hide=',
  ignore: 'I',
  'indicator-style': 'indicator-style=',
  dereference: 'L',
  literal: 'N',
  'quote-name': 'Q',
  'quoting-style': 'quoting-style=',
  recursive: 'R',
  format: 'format=',
  'show-control-chars': 'show-control-chars',
  sort: 'sort=',
  tabsize: 'T',
  time: 'time=',
  'time-style': 'time-style=',
  zero: 'zero',
  color: 'color=?',
  hyperlink: 'hyperlink=?',
  'block-size': 'block-size=',
  context: 'Z',
  author: 'author',
}

const WHEN: Record<string, 'always' | 'never' | 'auto'> = {
  always: 'always',
  yes: 'always',
  force: 'always',
  never: 'never',
  no: 'never',
  none: 'never',
  auto: 'auto',
  tty: 'auto',
  'if-tty': 'auto',
}
const STYLES = { 'full-iso': 'full-iso', 'long-iso': 'long-iso', iso: 'iso', locale: 'locale' } as const

async function timeFormats(command: Command, style: string): Promise<[string, string]> {
  if (style.startsWith('+')) {
    const [recent, old] = style.slice(1).split('\n')
    // The first of two formats is for old files.
    return old === undefined ? [recent!, recent!] : [old, recent!]
  }
  const bare = style.startsWith('posix-') ? 'locale' : style
  const known = Object.hasOwn(STYLES, bare)
    ? bare
    : Object.keys(STYLES).find((name) => bare !== '' && name.startsWith(bare))
  switch (known) {
    case 'full-iso':
      return ['%Y-%m-%d %H:%M:%S.%N %z', '%Y-%m-%d %H:%M:%S.%N %z']
    case 'long-iso':
      return ['%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M']
    case 'iso':
      return ['%m-%d %H:%M', '%Y-%m-%d ']
    case 'locale':
      return ['%b %e %H:%M', '%b %e  %Y']
  }
  await command.warn(`invalid argument ${quote(style)} for ${quote('time style')}`)
  await command.sys.write(
    2,
    "Valid arguments are:\n  - [posix-]full-iso\n  - [posix-]long-iso\n  - [posix-]iso\n  - [posix-]locale\n  - +FORMAT (e.g., +%H:%M) for a 'date'-style format\n",
  )
  return command.usage()
}

export async function readLsOptions(command: Command, name: 'ls' | 'dir' | 'vdir'): Promise<LsOptions> {
  const { sys } = command
  const tty = sys.isatty(1)
  const o: LsOptions = {
    format: name === 'vdir' ? 'long' : name === 'dir' || tty ? 'columns' : 'single',
    ignore: 'hidden',
    patterns: [],
    hide: [],
    sort: 'name',
    reverse: false,
    time: 'mtime',
    timeFormats: ['%b %e %H:%M', '%b %e  %Y'],
    numeric: false,
    owner: true,
    group: true,
    author: false,
    inode: false,
    blocks: false,
    blockSize: { size: 1024, base: 1024, suffix: '' },
    sizeUnit: { size: 1, base: 1024, suffix: '' },
    recursive: false,
    directoryItself: false,
    directoriesFirst: false,
    dereference: 'none',
    indicator: 'none',
    quoting: name !== 'ls' ? 'escape' : tty ? 'shell-escape' : 'literal',
    alignQuotes: false,
    hideControl: tty && name === 'ls',
    color: false,
    width: 80,
    tab: 8,
    zero: false,
  }
  const environmentBlocks = sys.env['LS_BLOCK_SIZE'] ?? sys.env['BLOCK_SIZE']
  const environment = environmentBlocks === undefined ? undefined : parseBlockSize(environmentBlocks)
  if (environment) o.blockSize = o.sizeUnit = environment
  let dereference: LsOptions['dereference'] | undefined
  let timeGiven = false
  let sortGiven = false
  let style = sys.env['TIME_STYLE'] ?? 'locale'
  let explicitWidth: number | undefined
  const quotingEnvironment = sys.env['QUOTING_STYLE']
  const QUOTING = {
    literal: 'literal',
    shell: 'shell',
    'shell-always': 'shell-always',
    'shell-escape': 'shell-escape',
    'shell-escape-always': 'shell-escape-always',
    c: 'c',
    'c-maybe': 'c',
    escape: 'escape',
    locale: 'locale',
    clocale: 'locale',
  } as const
  if (quotingEnvironment !== undefined && Object.hasOwn(QUOTING, quotingEnvironment))
    o.quoting = QUOTING[quotingEnvironment as keyof typeof QUOTING]
  for (const { key, value } of command.options) {
    switch (key) {
      case 'a':
        o.ignore = 'none'
        break
      case 'A':
        o.ignore = 'dots'
        break
      case 'b':
        o.quoting = 'escape'
        break
      case 'B':
        o.patterns.push('*~', '.*~')
        break
      case 'c':
      case 'u':
        o.time = key === 'c' ? 'ctime' : 'atime'
        timeGiven = true
        break
      case 'C':
        o.format = 'columns'
        break
      case 'd':
        o.directoryItself = true
        break
      case 'f':
        o.ignore = 'none'
        o.sort = 'none'
        sortGiven = true
        if (o.format === 'long') o.format = tty ? 'columns' : 'single'
        o.blocks = false
        o.color = false
        break
      case 'F':
        o.indicator = 'classify'
        break
      case 'classify': {
        const when = await choose(command, '--classify', value ?? 'always', WHEN)
        if (when === 'always' || (when === 'auto' && tty)) o.indicator = 'classify'
        break
      }
      case 'file-type':
        o.indicator = 'file-type'
        break
      case 'indicator-style':
        o.indicator = await choose(command, '--indicator-style', value!, {
          none: 'none',
          slash: 'slash',
          'file-type': 'file-type',
          classify: 'classify',
        } as const)
        break
      case 'p':
        o.indicator = 'slash'
        break
      case 'format':
        o.format = await choose(command, '--format', value!, {
          verbose: 'long',
          long: 'long',
          commas: 'commas',
          horizontal: 'rows',
          across: 'rows',
          vertical: 'columns',
          'single-column': 'single',
        } as const)
        break
      case 'full-time':
        o.format = 'long'
        style = 'full-iso'
        break
      case 'g':
        o.format = 'long'
        o.owner = false
        break
      case 'G':
        o.group = false
        break
      case 'group-directories-first':
        o.directoriesFirst = true
        break
      case 'h':
        o.blockSize = o.sizeUnit = { size: 0, base: 1024, suffix: '' }
        break
      case 'si':
        o.blockSize = o.sizeUnit = { size: 0, base: 1000, suffix: '' }
        break
      case 'H':
        dereference = 'arguments'
        break
      case 'dereference-dirs':
        dereference = 'arguments-to-directories'
        break
      case 'L':
        dereference = 'all'
        break
      case 'hide':
        o.hide.push(value!)
        break
      case 'I':
        o.patterns.push(value!)
        break
      case 'i':
        o.inode = true
        break
      case 'k':
        if (!environment) o.blockSize = { size: 1024, base: 1024, suffix: '' }
        break
      case 'l':
        o.format = 'long'
        break
      case 'm':
        o.format = 'commas'
        break
      case 'n':
        o.format = 'long'
        o.numeric = true
        break
      case 'N':
        o.quoting = 'literal'
        break
      case 'o':
        o.format = 'long'
        o.group = false
        break
      case 'q':
        o.hideControl = true
        break
      case 'show-control-chars':
        o.hideControl = false
        break
      case 'Q':
        o.quoting = 'c'
        break
      case 'quoting-style':
        o.quoting = await choose(command, '--quoting-style', value!, QUOTING)
        break
      case 'r':
        o.reverse = true
        break
      case 'R':
        o.recursive = true
        break
      case 's':
        o.blocks = true
        break
      case 'S':
      case 't':
      case 'U':
      case 'v':
      case 'X':
        o.sort = ({ S: 'size', t: 'time', U: 'none', v: 'version', X: 'extension' } as const)[key]
        sortGiven = true
        break
      case 'sort':
        o.sort = await choose(command, '--sort', value!, {
          none: 'none',
          time: 'time',
          size: 'size',
          extension: 'extension',
          version: 'version',
          width: 'width',
        } as const)
        sortGiven = true
        break
      case 'T':
        o.tab = Number(value)
        break
      case 'time':
        o.time = await choose(command, '--time', value!, {
          atime: 'atime',
          access: 'atime',
          use: 'atime',
          ctime: 'ctime',
          status: 'ctime',
          birth: 'mtime',
          creation: 'mtime',
        } as const)
        timeGiven = true
        break
      case 'time-style':
        style = value!
        break
      case 'w':
        if (!/^\d+$/.test(value!)) await command.die(`invalid line width: ${quote(value!)}`, 2)
        explicitWidth = Number(value)
        break
      case 'x':
        o.format = 'rows'
        break
      case '1':
        if (o.format !== 'long') o.format = 'single'
        break
      case 'zero':
        o.zero = true
        if (o.format !== 'long') o.format = 'single'
        o.quoting = 'literal'
        break
      case 'author':
        o.author = true
        break
      case 'color': {
        const when = await choose(command, '--color', value ?? 'always', WHEN)
        o.color = when === 'always' || (when === 'auto' && tty)
        break
      }
      case 'block-size': {
        const size = parseBlockSize(value!)
        if (!size) await command.die(`invalid --block-size argument ${quote(value!)}`, 2)
        else o.blockSize = o.sizeUnit = size
        break
      }
      case 'Z':
      case 'D':
        await command.die(`-${key} is not simulated yet`, 2)
        break
      case 'hyperlink':
        if (value !== 'never' && value !== 'auto') await command.die('--hyperlink is not simulated yet', 2)
    }
  }
  o.dereference =
    dereference ??
    (o.directoryItself || o.indicator === 'classify' || o.format === 'long' ? 'none' : 'arguments-to-directories')
  // -c and -u alone sort by that time, unless the long format shows it.
  if (timeGiven && !sortGiven && o.format !== 'long') o.sort = 'time'
  if (o.format === 'long') o.timeFormats = await timeFormats(command, style)
  const size = attempt(() => sys.winsize(1))
  const columns = Number(sys.env['COLUMNS'])
  o.width =
    explicitWidth ?? (columns > 0 ? columns : !(size instanceof SysError) && tty && size.cols > 0 ? size.cols : 80)
  o.alignQuotes =
    (o.quoting === 'shell-escape' || o.quoting === 'shell' || o.quoting === 'c') &&
    tty &&
    (o.format === 'long' || o.width > 0)
  return o
}
