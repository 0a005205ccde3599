/** tree 2.1.0: a folder as a drawing. -a -d -f -L -i -F -p -s -h -u -g -D -r -t -C -n --noreport --dirsfirst -I -P; other outputs than the drawing are refused. */
import { attempt, SysError, strerror } from '../../base/abi/errno.ts'
import { S_IFDIR, S_IFLNK, S_IFMT } from '../../base/abi/files.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { wildcard } from './httpd/config/glob.ts'

interface Look {
  all: boolean
  directories: boolean
  full: boolean
  depth: number
  indent: boolean
  classify: boolean
  mode: boolean
  size: boolean
  human: boolean
  reverse: boolean
  byTime: boolean
  dirsFirst: boolean
  report: boolean
  ignore: string[]
  only: string[]
  charset: 'ascii' | 'utf-8'
}
interface Count {
  directories: number
  files: number
}
const LETTERS: Readonly<Record<string, Partial<Look>>> = {
  a: { all: true },
  d: { directories: true },
  f: { full: true },
  i: { indent: false },
  F: { classify: true },
  p: { mode: true },
  s: { size: true },
  h: { human: true, size: true },
  r: { reverse: true },
  t: { byTime: true },
  n: {},
}
const BARS = {
  ascii: { more: '|   ', none: '    ', branch: '|-- ', last: '`-- ' },
  'utf-8': { more: '│\u00a0\u00a0 ', none: '    ', branch: '├── ', last: '└── ' },
}

const kindSign = (mode: number): string => ((mode & S_IFMT) === S_IFDIR ? 'd' : (mode & S_IFMT) === S_IFLNK ? 'l' : '-')
function modeText(mode: number): string {
  const bits = 'rwxrwxrwx'.split('').map((sign, i) => (mode & (0o400 >> i) ? sign : '-'))
  if (mode & 0o4000) bits[2] = mode & 0o100 ? 's' : 'S'
  if (mode & 0o2000) bits[5] = mode & 0o10 ? 's' : 'S'
  if (mode & 0o1000) bits[8] = mode & 1 ? 't' : 'T'
  return kindSign(mode) + bits.join('')
}
function humanSize(bytes: number): string {
  let value = bytes
  for (const unit of ['', 'K', 'M', 'G', 'T']) {
    if (value < 1024) return unit && value < 10 ? `${value.toFixed(1)}${unit}` : `${Math.round(value)}${unit}`
    value /= 1024
  }
  return `${Math.round(value)}P`
}

class Drawer {
  private readonly sys: Sys
  private readonly look: Look
  readonly count: Count = { directories: 0, files: 0 }
  constructor(sys: Sys, look: Look) {
    this.sys = sys
    this.look = look
  }
  private children(path: string): { name: string; mode: number; size: number; mtime: number }[] {
    const { sys, look } = this
    const found = sys.readdir(path).flatMap(({ name }) => {
      if ((!look.all && name.startsWith('.')) || look.ignore.some((pattern) => wildcard(pattern).test(name))) return []
      const stat = attempt(() => sys.lstat(`${path}/${name}`))
      if (stat instanceof SysError) return []
      const isDirectory = (stat.mode & S_IFMT) === S_IFDIR
      if (look.directories && !isDirectory) return []
      if (!isDirectory && look.only.length && !look.only.some((pattern) => wildcard(pattern).test(name))) return []
      return [{ name, mode: stat.mode, size: stat.size, mtime: stat.mtime }]
    })
    const rank = ({ mode }: { mode: number }): number => (look.dirsFirst && (mode & S_IFMT) === S_IFDIR ? 0 : 1)
    const sign = look.reverse ? -1 : 1
    return found.sort(
      (a, b) =>
        rank(a) - rank(b) ||
        sign * ((look.byTime ? a.mtime - b.mtime : 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    )
  }
  async draw(path: string, prefix: string, depth: number): Promise<void> {
    const { sys, look } = this
    const bars = BARS[look.charset]
    const children = this.children(path)
    for (const [i, { name, mode, size }] of children.entries()) {
      const whole = `${path.replace(/\/$/, '')}/${name}`
      const isDirectory = (mode & S_IFMT) === S_IFDIR
      const isLink = (mode & S_IFMT) === S_IFLNK
      this.count[isDirectory ? 'directories' : 'files']++
      const last = i === children.length - 1
      const facts = [
        ...(look.mode ? [modeText(mode)] : []),
        ...(look.size ? [look.human ? humanSize(size).padStart(4) : String(size).padStart(11)] : []),
      ]
      const mark = !look.classify ? '' : isDirectory ? '/' : !isLink && mode & 0o111 ? '*' : ''
      const target = isLink ? ` -> ${sys.readlink(whole)}` : ''
      await sys.write(
        1,
        `${look.indent ? prefix + (last ? bars.last : bars.branch) : ''}${facts.length ? `[${facts.join(' ')}]  ` : ''}${look.full ? whole : name}${mark}${target}\n`,
      )
      if (!isDirectory || depth + 1 >= look.depth) continue
      try {
        await this.draw(whole, prefix + (last ? bars.none : bars.more), depth + 1)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        await sys.write(
          1,
          `${look.indent ? prefix + (last ? bars.none : bars.more) + bars.last : ''} [error opening dir]\n`,
        )
      }
    }
  }
}

export const tree: Program = async (sys) => {
  const utf8 = /utf-?8/i.test(sys.env.LC_ALL || sys.env.LC_CTYPE || sys.env.LANG || '')
  const look: Look = {
    all: false,
    directories: false,
    full: false,
    depth: Infinity,
    indent: true,
    classify: false,
    mode: false,
    size: false,
    human: false,
    reverse: false,
    byTime: false,
    dirsFirst: false,
    report: true,
    ignore: [],
    only: [],
    charset: utf8 ? 'utf-8' : 'ascii',
  }
  const fail = async (text: string): Promise<number> => {
    await sys.write(2, `tree: ${text}\n`)
    return 1
  }
  const roots: string[] = []
  const args = sys.argv.slice(1)
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--noreport') look.report = false
    else if (arg === '--dirsfirst') look.dirsFirst = true
    else if (arg === '--version') {
      await sys.write(
        1,
        'tree v2.1.0 © 1996 - 2022 by Steve Baker, Thomas Moore, Francesc Rocher, Florian Sesser, Kyosuke Tokoro\n',
      )
      return 0
    } else if (/^--charset[= ]?/.test(arg)) look.charset = /utf-?8/i.test(arg) ? 'utf-8' : 'ascii'
    else if (arg.startsWith('--')) return fail(`${arg} is not simulated yet`)
    else if (arg.startsWith('-') && arg.length > 1)
      for (const letter of arg.slice(1)) {
        if (letter === 'L') {
          const depth = Number(args[++i])
          if (!args[i]) return fail('Missing argument to -L option.')
          if (!(depth >= 1)) return fail('Invalid level, must be greater than 0.')
          look.depth = depth
        } else if (letter === 'I' || letter === 'P') {
          const pattern = args[++i]
          if (pattern === undefined) return fail(`Missing argument to -${letter} option.`)
          look[letter === 'I' ? 'ignore' : 'only'].push(...pattern.split('|'))
        } else if (Object.hasOwn(LETTERS, letter)) Object.assign(look, LETTERS[letter])
        else if ('ugDcJXHoCSANqlxQ'.includes(letter)) return fail(`-${letter} is not simulated yet`)
        else return fail(`Invalid argument -\`${letter}'.`)
      }
    else roots.push(arg)
  }
  const drawer = new Drawer(sys, look)
  let status = 0
  for (const root of roots.length ? roots : ['.']) {
    const stat = attempt(() => sys.stat(root))
    if (stat instanceof SysError || (stat.mode & S_IFMT) !== S_IFDIR) {
      await sys.write(1, `${root}  [error opening dir]\n`)
      if (stat instanceof SysError && stat.code !== 'ENOENT') await sys.write(2, `${root}: ${strerror(stat.code)}\n`)
      status = 2
      continue
    }
    await sys.write(1, `${root}\n`)
    drawer.count.directories++
    await drawer.draw(root, '', 0)
  }
  if (look.report) {
    const { directories, files } = drawer.count
    const text = `${directories} ${directories === 1 ? 'directory' : 'directories'}`
    await sys.write(1, `\n${text}${look.directories ? '' : `, ${files} ${files === 1 ? 'file' : 'files'}`}\n`)
  }
  return status
}
