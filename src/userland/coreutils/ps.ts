/** ps(1) of procps: UNIX, BSD and GNU options. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { ProcessInfo } from '../../kernel/proc/types.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { Command, Leave, leaving, load } from './lib/command.ts'
import { psField, PS_FIELDS } from './lib/ps-fields.ts'
import type { PsContext, PsField } from './lib/ps-fields.ts'
import { Names, groupByName, userByName } from './lib/users.ts'
import { localZone } from './lib/zone.ts'
import { memory } from './uptime.ts'

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`
interface Column {
  field: PsField
  header: string
}
interface Request {
  /** undefined: the processes of this terminal and user */
  all: boolean
  /** -a, BSD a and x, -d */
  withTty: boolean
  bsdAll: boolean
  bsdNoTty: boolean
  notLeaders: boolean
  selections: ((p: ProcessInfo) => boolean)[]
  negate: boolean
  columns: Column[]
  format: string
  bsd: boolean
  wide: number
  forest: 'none' | 'unix' | 'bsd'
  headers: boolean
  sort: { field: string; reverse: boolean }[]
  running: boolean
  environment: boolean
  realCommand: boolean
}

class PsCommand {
  private readonly command: Command
  private readonly sys: Sys
  readonly r: Request = {
    all: false,
    withTty: false,
    bsdAll: false,
    bsdNoTty: false,
    notLeaders: false,
    selections: [],
    negate: false,
    columns: [],
    format: '',
    bsd: false,
    wide: 0,
    forest: 'none',
    headers: true,
    sort: [],
    running: false,
    environment: false,
    realCommand: false,
  }
  private args: string[]
  constructor(command: Command) {
    this.command = command
    this.sys = command.sys
    this.args = [...command.sys.argv.slice(1)]
  }
  private async fail(message: string): Promise<never> {
    await this.command.out.flush()
    await this.sys.write(2, `error: ${message}\n${USAGE}`)
    throw new Leave(1)
  }
  /** The value of an option: attached, or the next word. */
  private async value(attached: string, message: string): Promise<string> {
    const value = attached !== '' ? attached : this.args.shift()
    return value ?? this.fail(message)
  }
  private async numbers(list: string): Promise<number[]> {
    const out: number[] = []
    for (const piece of list.split(/[,\s]+/).filter(Boolean)) {
      if (!/^\d+$/.test(piece)) await this.fail('process ID list syntax error')
      out.push(Number(piece))
    }
    return out
  }
  private async pids(list: string): Promise<void> {
    const wanted = await this.numbers(list)
    this.r.selections.push((p) => wanted.includes(p.pid))
  }
  private async users(list: string): Promise<void> {
    const wanted: number[] = []
    for (const name of list.split(/[,\s]+/).filter(Boolean)) {
      const uid = userByName(this.sys, name)?.uid ?? (/^\d+$/.test(name) ? Number(name) : undefined)
      if (uid === undefined) await this.fail('user name does not exist')
      else wanted.push(uid)
    }
    this.r.selections.push((p) => wanted.includes(p.uid))
  }
  private async groups(list: string): Promise<void> {
    const wanted: number[] = []
    for (const name of list.split(/[,\s]+/).filter(Boolean)) {
      const gid = groupByName(this.sys, name)?.gid ?? (/^\d+$/.test(name) ? Number(name) : undefined)
      if (gid === undefined) await this.fail('group name does not exist')
      else wanted.push(gid)
    }
    this.r.selections.push((p) => wanted.includes(p.gid))
  }
  private names(list: string): void {
    const wanted = list.split(/[,\s]+/).filter(Boolean)
    this.r.selections.push((p) => wanted.some((name) => p.comm === name.slice(0, 15)))
  }
  private terminals(list: string): void {
    const wanted = list
      .split(/[,\s]+/)
      .filter(Boolean)
      .map((name) => name.replace(/^\/dev\//, ''))
    this.r.selections.push((p) =>
      wanted.some(
        (name) =>
          p.tty === name ||
          p.tty === `tty${name}` ||
          (name === '-' && p.tty === '?') ||
          (name === '?' && p.tty === '?'),
      ),
    )
  }
  private async format(list: string): Promise<void> {
    let rest = list
    while (rest !== '') {
      const equals = rest.indexOf('=')
      const comma = rest.search(/[,\s]/)
      if (equals >= 0 && (comma < 0 || equals < comma)) {
        const name = rest.slice(0, equals)
        const field = psField(name)
        if (!field) await this.fail(`unknown user-defined format specifier "${name}"`)
        // A header takes what follows it, commas included.
        const header = rest.slice(equals + 1)
        this.r.columns.push({ field: field!, header })
        return
      }
      const name = comma < 0 ? rest : rest.slice(0, comma)
      rest = comma < 0 ? '' : rest.slice(comma + 1)
      if (name === '') continue
      const field = psField(name)
      if (!field) await this.fail(`unknown user-defined format specifier "${name}"`)
      this.r.columns.push({ field: field!, header: field!.header })
    }
  }
  private async sort(list: string): Promise<void> {
    for (const piece of list.split(',').filter(Boolean)) {
      const name = piece.replace(/^[-+]/, '')
      if (!psField(name)) await this.fail('unknown sort specifier')
      this.r.sort.push({ field: name, reverse: piece.startsWith('-') })
    }
  }

  async parse(): Promise<void> {
    while (this.args.length) {
      const word = this.args.shift()!
      if (word.startsWith('--')) await this.long(word.slice(2))
      else if (word.startsWith('-') && word.length > 1) await this.unix(word.slice(1))
      else if (/^\d/.test(word)) await this.pids(word)
      else await this.bsd(word)
    }
  }
  private async long(word: string): Promise<void> {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    const attached = equals < 0 ? '' : word.slice(equals + 1)
    const { r } = this
    switch (name) {
      case 'version':
        await this.command.put('ps from procps-ng 4.0.2\n')
        throw new Leave(0)
      case 'help': {
        const texts = (await load(this.sys, () => import('./help/gnu.json'))).default as Record<
          string,
          { help?: string }
        >
        await this.command.put(texts['ps']?.help ?? USAGE)
        throw new Leave(0)
      }
      case 'pid':
        return this.pids(await this.value(attached, 'list of process IDs must follow --pid'))
      case 'ppid': {
        const wanted = await this.numbers(await this.value(attached, 'list of process IDs must follow --ppid'))
        r.selections.push((p) => wanted.includes(p.ppid))
        return
      }
      case 'user':
      case 'User':
        return this.users(await this.value(attached, `list of users must follow --${name}`))
      case 'group':
      case 'Group':
        return this.groups(await this.value(attached, `list of groups must follow --${name}`))
      case 'format':
        return this.format(await this.value(attached, 'format specification must follow --format'))
      case 'sort':
        return this.sort(await this.value(attached, "long sort specification must follow '--sort'"))
      case 'tty':
        return this.terminals(await this.value(attached, 'list of terminals (pty, tty...) must follow --tty'))
      case 'sid': {
        const wanted = await this.numbers(await this.value(attached, 'some sid thing(s) must follow --sid'))
        r.selections.push((p) => wanted.includes(p.sid))
        return
      }
      case 'deselect':
        r.negate = true
        return
      case 'forest':
        r.forest = 'unix'
        return
      case 'no-headers':
      case 'noheaders':
      case 'no-heading':
        r.headers = false
        return
      case 'headers':
      case 'heading':
        return
      case 'cols':
      case 'columns':
      case 'width':
        r.wide = -Number(await this.value(attached, 'number of columns must follow --cols, --width, or --columns'))
        return
      default:
        await this.fail('unknown gnu long option')
    }
  }
  private async unix(word: string): Promise<void> {
    const { r } = this
    for (let i = 0; i < word.length; i++) {
      const letter = word[i]!
      const rest = word.slice(i + 1)
      switch (letter) {
        case 'A':
        case 'e':
          r.all = true
          break
        case 'a':
          r.withTty = true
          break
        case 'd':
          r.notLeaders = true
          break
        case 'N':
          r.negate = true
          break
        case 'f':
          r.format = r.format.includes('l') ? 'lf' : r.format === 'F' ? 'F' : 'f'
          break
        case 'F':
          r.format = 'F'
          break
        case 'l':
          r.format = r.format === 'f' ? 'lf' : 'l'
          break
        case 'j':
          r.format = 'j'
          break
        case 'y':
        case 'M':
        case 'Z':
          break
        case 'H':
          r.forest = 'unix'
          break
        case 'w':
          r.wide++
          break
        case 'c':
          break
        case 'L':
        case 'T':
          return this.fail('thread display is not simulated yet')
        case 'V':
          await this.command.put('ps from procps-ng 4.0.2\n')
          throw new Leave(0)
        case 'p':
        case 'q':
          return this.pids(
            await this.value(rest, `${letter === 'p' ? 'list' : 'List'} of process IDs must follow -${letter}`),
          )
        case 'C':
          return this.names(await this.value(rest, 'list of command names must follow -C'))
        case 'u':
        case 'U':
          return this.users(await this.value(rest, `list of users must follow -${letter}`))
        case 'G':
          return this.groups(await this.value(rest, 'list of real groups must follow -G'))
        case 'g':
        case 's': {
          const wanted = await this.numbers(
            await this.value(
              rest,
              `list of ${letter === 's' ? 'session IDs' : 'session leaders OR effective group IDs was expected'} must follow -${letter}`,
            ),
          )
          r.selections.push((p) => wanted.includes(p.sid))
          return
        }
        case 't':
          return this.terminals(await this.value(rest, 'list of terminals (pty, tty...) must follow -t'))
        case 'o':
        case 'O':
          if (letter === 'O') {
            await this.format('pid')
            await this.format(await this.value(rest, 'format or sort specification must follow -O'))
            return this.format('s,tname,time,cmd')
          }
          return this.format(await this.value(rest, 'format specification must follow -o'))
        default:
          // "ps -aux" is what people write.
          if (letter === 'x' && /^a?u?x$/.test(word)) return this.bsd(word)
          await this.fail('unsupported SysV option')
      }
    }
  }
  private async bsd(word: string): Promise<void> {
    const { r } = this
    r.bsd = true
    for (let i = 0; i < word.length; i++) {
      const letter = word[i]!
      const rest = word.slice(i + 1)
      switch (letter) {
        case 'a':
          r.bsdAll = true
          break
        case 'x':
          r.bsdNoTty = true
          break
        case 'u':
        case 'l':
        case 'j':
        case 'v':
        case 's':
          r.format = `bsd-${letter}`
          break
        case 'f':
          r.forest = 'bsd'
          break
        case 'w':
          r.wide++
          break
        case 'r':
          r.running = true
          break
        case 'e':
          r.environment = true
          break
        case 'c':
          r.realCommand = true
          break
        case 'h':
          r.headers = false
          break
        case 'S':
        case 'n':
          break
        case 'g':
          break
        case 'T': {
          const own = this.ownTty()
          r.selections.push((p) => p.tty === own)
          break
        }
        case 'p':
          return this.pids(await this.value(rest, 'list of process IDs must follow p'))
        case 'U':
          return this.users(await this.value(rest, 'list of users must follow U'))
        case 't':
          this.terminals(rest === '' ? this.ownTty() : rest)
          return
        case 'o':
          return this.format(await this.value(rest, 'format specification must follow o'))
        case 'k':
          return this.sort(await this.value(rest, "long sort specification must follow 'k'"))
        case 'L':
          for (const [name, field] of Object.entries(PS_FIELDS).sort(([a], [b]) => (a < b ? -1 : 1)))
            await this.command.put(`${name.padEnd(12)} ${field.header.padEnd(8)}\n`)
          throw new Leave(0)
        case 'V':
          await this.command.put('ps from procps-ng 4.0.2\n')
          throw new Leave(0)
        default:
          await this.fail(letter === '-' ? 'garbage option' : 'unsupported option (BSD syntax)')
      }
    }
  }
  ownTty(): string {
    return this.sys.processes().find((p) => p.pid === this.sys.pid)?.tty ?? '?'
  }

  private selected(all: ProcessInfo[]): ProcessInfo[] {
    const { r, sys } = this
    const own = this.ownTty()
    const hasTty = (p: ProcessInfo): boolean => p.tty !== '?'
    let test: (p: ProcessInfo) => boolean
    const simple = r.all || r.withTty || r.notLeaders || r.bsdAll || r.bsdNoTty
    if (r.selections.length || simple) {
      test = (p) => {
        if (r.selections.some((selection) => selection(p))) return true
        if (r.all) return true
        if (r.withTty && hasTty(p) && p.sid !== p.pid) return true
        if (r.notLeaders && p.sid !== p.pid) return true
        if (r.selections.length && !simple) return false
        if (r.bsdAll && r.bsdNoTty) return true
        if (r.bsdAll) return hasTty(p)
        if (r.bsdNoTty) return p.uid === sys.euid
        return false
      }
    } else if (r.bsd) test = (p) => p.uid === sys.euid && hasTty(p)
    else test = (p) => p.uid === sys.euid && p.tty === own
    return all.filter((p) => test(p) !== r.negate && (!r.running || p.state === 'R'))
  }
  private defaultColumns(): Column[] {
    const { r } = this
    const LAYOUTS: Record<string, string> = {
      '': r.bsd ? 'pid,tname=TTY,stat,bsdtime,args' : 'pid,tname,time,ucmd',
      f: 'uid_hack,pid,ppid,c,stime,tname,time,cmd',
      F: 'uid_hack,pid,ppid,c,sz,rss,psr,stime,tname,time,cmd',
      l: 'f,s,uid,pid,ppid,c,opri,ni,addr,sz,wchan,tname,time,ucmd',
      lf: 'f,s,uid_hack,pid,ppid,c,opri,ni,addr,sz,wchan,stime,tname,time,cmd',
      j: 'pid,pgid,sid,tname,time,ucmd',
      'bsd-u': 'user,pid,%cpu,%mem,vsz,rss,tname,stat,start_time,bsdtime,args',
      'bsd-l': 'f,uid,pid,ppid,pri,ni,vsz,rss,wchan,stat,tname,bsdtime,args',
      'bsd-j': 'ppid,pid,pgid,sid,tname,tpgid,stat,uid,bsdtime,args',
      'bsd-v': 'pid,tname,stat,bsdtime,%mem,rss,args',
      'bsd-s': 'uid,pid,stat,tname,bsdtime,args',
    }
    const layout = LAYOUTS[r.format] ?? LAYOUTS['']!
    return layout.split(',').map((piece): Column => {
      const [name, header] = piece.split('=') as [string, string | undefined]
      const field = psField(name)!
      return { field, header: header ?? field.header }
    })
  }
  /** Children under their parents, with the drawing of -H or f. */
  private tree(list: ProcessInfo[]): { process: ProcessInfo; prefix: string }[] {
    const { r } = this
    const present = new Set(list.map((p) => p.pid))
    const children = new Map<number, ProcessInfo[]>()
    for (const p of list)
      if (present.has(p.ppid) && p.ppid !== p.pid) children.set(p.ppid, [...(children.get(p.ppid) ?? []), p])
    const out: { process: ProcessInfo; prefix: string }[] = []
    const add = (p: ProcessInfo, depth: number, bars: string): void => {
      out.push({
        process: p,
        prefix: r.forest === 'unix' ? '  '.repeat(depth) : depth ? `${bars.slice(0, -4)} \\_ ` : '',
      })
      const below = children.get(p.pid) ?? []
      for (const [i, child] of below.entries()) add(child, depth + 1, bars + (i < below.length - 1 ? ' |  ' : '    '))
    }
    for (const p of list) if (!present.has(p.ppid) || p.ppid === p.pid) add(p, 0, '')
    return out
  }
  async run(): Promise<number> {
    const { r, sys } = this
    await this.parse()
    if (r.environment) return this.fail('the environment of processes is not simulated yet')
    const context: PsContext = {
      sys,
      names: new Names(sys),
      zone: localZone(sys),
      now: sys.now(),
      memory: (memory(sys).get('MemTotal') ?? 0) * 1024,
    }
    const columns = r.columns.length ? r.columns : this.defaultColumns()
    if (r.realCommand) for (const column of columns) if (column.field.wide) column.field = psField('comm')!
    let list = this.selected(sys.processes())
    const key = (p: ProcessInfo, name: string): string => psField(name)!.value(p, context)
    if (r.sort.length)
      list = [...list].sort((a, b) => {
        for (const { field, reverse } of r.sort) {
          const [x, y] = [key(a, field), key(b, field)]
          const order =
            /^-?[\d.]+$/.test(x) && /^-?[\d.]+$/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0
          if (order) return reverse ? -order : order
        }
        return 0
      })
    const rows = r.forest === 'none' ? list.map((process) => ({ process, prefix: '' })) : this.tree(list)
    const size = sys.isatty(1) ? attempt(() => sys.winsize(1)) : undefined
    const screen =
      size && !(size instanceof SysError) && size.cols
        ? size.cols
        : Number(sys.env['COLUMNS']) || (sys.isatty(1) ? 80 : Infinity)
    const limit = r.wide < 0 ? -r.wide : r.wide >= 2 ? Infinity : r.wide === 1 ? Math.max(132, screen) : screen
    const cell = (text: string, i: number): string => {
      const { field, header } = columns[i]!
      const width = Math.max(field.width, header.length)
      if (field.right) return text.padStart(width)
      if (i === columns.length - 1) return text
      return (field.wide ? text.slice(0, width) : text).padEnd(width)
    }
    const line = (cells: string[]): string => cells.map(cell).join(' ').slice(0, limit)
    if (r.headers && columns.some(({ header }) => header !== ''))
      await this.command.put(`${line(columns.map(({ header }) => header))}\n`)
    for (const { process, prefix } of rows)
      await this.command.put(
        `${line(columns.map(({ field }) => (field.wide ? prefix : '') + field.value(process, context)))}\n`,
      )
    return list.length ? 0 : 1
  }
}

export const ps: Program = async (sys) => {
  const command = new Command(sys, 'ps')
  try {
    const status = await new PsCommand(command).run()
    await command.out.flush()
    return status
  } catch (error) {
    return leaving(command, error, async () => 1)
  }
}
