/** top(1) of procps. Loaded when first run. Keys: q, h, space, k, r, M, P, T, N, c, d/s, n, i, R, u, e. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { signalNumber } from '../../base/abi/signals.ts'
import type { ProcessInfo } from '../../kernel/proc/types.ts'
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { commandOf } from './lib/ps-fields.ts'
import { Screen } from './lib/screen.ts'
import { cpuShares, processShare, takeSample } from './lib/top-core.ts'
import type { Sample } from './lib/top-core.ts'
import { Names, userByName } from './lib/users.ts'
import { memory, uptimeLine } from './uptime.ts'

interface View {
  sort: 'cpu' | 'mem' | 'time' | 'pid'
  reverse: boolean
  full: boolean
  idle: boolean
  user: number | undefined
  pids: number[] | undefined
  most: number
  delay: number
}
const REVERSE = '\x1b[7m'
const BOLD = '\x1b[1m'
const OFF = '\x1b(B\x1b[m'

class Top {
  private readonly command: Command
  private readonly view: View
  private before: Sample | undefined
  message = ''
  constructor(command: Command, view: View) {
    this.command = command
    this.view = view
  }
  private time(ms: number): string {
    const hundredths = Math.floor(ms / 10)
    return `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`
  }
  /** The lines of one screenful; `columns` cuts them. */
  frame(columns: number, color: boolean): string[] {
    const { sys } = this.command
    const { view } = this
    const all = sys.processes()
    const now = sys.now()
    const sample = takeSample(sys, all)
    const share = cpuShares(this.before?.cpu, sample.cpu)
    const count = (test: (p: ProcessInfo) => boolean): string => String(all.filter(test).length).padStart(3)
    const n = (value: number): string => value.toFixed(1).padStart(5)
    const bold = (text: string): string =>
      color ? text.replace(/[\d.]+/g, (digits) => `${BOLD}${digits}${OFF}`) : text
    const m = memory(sys)
    const mib = (name: string): number => (m.get(name) ?? 0) / 1024
    const size = (value: number): string => value.toFixed(1).padStart(8)
    const cache = mib('Buffers') + mib('Cached') + mib('SReclaimable')
    const used = Math.max(0, mib('MemTotal') - mib('MemAvailable'))
    const lines = [
      `top -${uptimeLine(sys)}`,
      bold(
        `Tasks: ${count(() => true)} total, ${count((p) => p.state === 'R')} running, ${count((p) => p.state === 'S' || p.state === 'D')} sleeping, ${count((p) => p.state === 'T')} stopped, ${count((p) => p.state === 'Z')} zombie`,
      ),
      bold(
        `%Cpu(s):${n(share.user)} us,${n(share.system)} sy,${n(share.nice)} ni,${n(share.idle)} id,${n(share.iowait)} wa,${n(share.irq)} hi,${n(share.softirq)} si,${n(share.steal)} st `,
      ),
      bold(
        `MiB Mem : ${size(mib('MemTotal'))} total, ${size(mib('MemFree'))} free, ${size(used)} used, ${size(cache)} buff/cache     `,
      ),
      bold(
        `MiB Swap: ${size(mib('SwapTotal'))} total, ${size(mib('SwapFree'))} free, ${size(mib('SwapTotal') - mib('SwapFree'))} used. ${size(mib('MemAvailable'))} avail Mem `,
      ),
      this.message,
      `${color ? REVERSE : ''}${'    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND'.padEnd(color ? columns : 0).slice(0, columns)}${color ? OFF : ''}`,
    ]
    const names = new Names(sys)
    const total = (m.get('MemTotal') ?? 0) * 1024
    const rows = all
      .filter((p) => (view.user === undefined || p.uid === view.user) && (!view.pids || view.pids.includes(p.pid)))
      .map((p) => ({ p, cpu: processShare(p, this.before, now) }))
      .filter(({ cpu }) => view.idle || cpu > 0)
    const value = ({ p, cpu }: (typeof rows)[number]): number =>
      view.sort === 'cpu' ? cpu : view.sort === 'mem' ? p.rss : view.sort === 'time' ? p.utime + p.stime : p.pid
    rows.sort((a, b) => (value(b) - value(a)) * (view.reverse ? -1 : 1) || a.p.pid - b.p.pid)
    this.before = sample
    const kilo = (bytes: number, width: number): string => {
      const k = Math.floor(bytes / 1024)
      const text = String(k)
      return text.length <= width ? text.padStart(width) : `${(k / 1024).toFixed(1)}m`.padStart(width)
    }
    for (const { p, cpu } of rows.slice(0, view.most)) {
      const user = names.user(p.uid) ?? String(p.uid)
      const line = `${String(p.pid).padStart(7)} ${(user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8)} ${String(20 + p.nice).padStart(3)} ${String(p.nice).padStart(3)} ${kilo(p.vsize, 7)} ${kilo(p.rss, 6)} ${kilo(p.rss * 0.7, 6)} ${p.state} ${cpu.toFixed(1).padStart(5)} ${(total ? (p.rss * 100) / total : 0).toFixed(1).padStart(5)} ${this.time(p.utime + p.stime).padStart(9)} ${view.full ? commandOf(p) : p.comm}`
      lines.push(color && p.state === 'R' ? `${BOLD}${line.slice(0, columns)}${OFF}` : line.slice(0, columns))
    }
    return lines
  }
  async batch(turns: number): Promise<void> {
    const { sys } = this.command
    const columns = Number(sys.env['COLUMNS']) || 512
    for (let turn = 0; turn < turns; turn++) {
      if (turn) {
        await sys.sleep(this.view.delay * 1000)
        await this.command.put('\n')
      }
      for (const line of this.frame(columns, false))
        await this.command.put(`${line.replace(/ $/, (blank) => (line.startsWith('top') ? '' : blank))}\n`)
      await this.command.out.flush()
    }
  }
  async interactive(turns: number): Promise<number> {
    const { sys } = this.command
    const screen = new Screen(sys, 0)
    screen.enter({ signals: true })
    let going = true
    sys.signal(2, () => {
      going = false
    })
    await screen.write('\x1b[?1h\x1b=\x1b[H\x1b[2J')
    try {
      for (let turn = 0; going && turn < turns;) {
        const { rows, cols } = screen.size
        const lines = this.frame(cols, true).slice(0, rows)
        await screen.write(`\x1b[?25l\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J\x1b[6;1H\x1b[?25h`)
        this.message = ''
        const key = await screen.key(this.view.delay * 1000)
        if (key === undefined || key === 'interrupt') break
        if (key === 'timeout') turn++
        else going = (await this.press(screen, key)) && going
      }
    } finally {
      screen.leave()
    }
    await screen.write(`\x1b[?1l\x1b>\x1b[${screen.size.rows};1H\n`)
    return 0
  }
  private async prompt(screen: Screen, question: string): Promise<string | undefined> {
    let text = ''
    for (;;) {
      await screen.write(`\x1b[6;1H${BOLD}${question}${OFF} ${text}\x1b[K`)
      const key = await screen.key()
      if (key === undefined || key === 'esc' || key === '\x03') return undefined
      if (key === '\r' || key === '\n') return text
      if (key === '\x7f' || key === '\b') text = text.slice(0, -1)
      else if ([...key].length === 1 && key >= ' ') text += key
    }
  }
  private async press(screen: Screen, key: string): Promise<boolean> {
    const { view } = this
    const { sys } = this.command
    switch (key) {
      case 'q':
      case '\x03':
        return false
      case 'M':
        view.sort = 'mem'
        break
      case 'P':
        view.sort = 'cpu'
        break
      case 'T':
        view.sort = 'time'
        break
      case 'N':
        view.sort = 'pid'
        break
      case 'R':
        view.reverse = !view.reverse
        break
      case 'c':
        view.full = !view.full
        break
      case 'i':
        view.idle = !view.idle
        break
      case 'u': {
        const name = await this.prompt(screen, 'Which user (blank for all)')
        if (name === undefined) break
        if (name === '') view.user = undefined
        else {
          const user = userByName(sys, name)
          if (user) view.user = user.uid
          else this.message = ' Invalid user'
        }
        break
      }
      case 'd':
      case 's': {
        const text = await this.prompt(screen, `Change delay from ${view.delay.toFixed(1)} to`)
        if (text && Number(text) > 0) view.delay = Number(text)
        else if (text) this.message = ' Unacceptable floating point'
        break
      }
      case 'n':
      case '#': {
        const text = await this.prompt(
          screen,
          `Maximum tasks = ${view.most === Infinity ? 0 : view.most}, change to (0 is unlimited)`,
        )
        if (text !== undefined && /^\d+$/.test(text)) view.most = Number(text) || Infinity
        break
      }
      case 'k': {
        const pid = await this.prompt(screen, 'PID to signal/kill [default pid = 1]')
        if (pid === undefined) break
        const name = await this.prompt(screen, `Send pid ${pid || '1'} signal [15/sigterm]`)
        if (name === undefined) break
        const signal = signalNumber(name || 'TERM')
        if (signal === undefined || !/^\d*$/.test(pid)) this.message = ' Unacceptable integer'
        else {
          const failure = attempt(() => sys.kill(Number(pid || 1), signal))
          if (failure instanceof SysError)
            this.message = ` Failed signal pid '${pid || 1}' with '${signal}': ${failure.message}`
        }
        break
      }
      case 'h':
      case '?': {
        await screen.write(
          `\x1b[H\x1b[2JHelp for Interactive Commands - procps-ng 4.0.2\n\n  q quit   M,P,T,N sort by memory, CPU, time, pid   R reverse\n  c command line   i idle tasks   u user   n number of tasks\n  d,s delay   k kill   space update\n\nType any key to continue `,
        )
        await screen.key()
        await screen.write('\x1b[H\x1b[2J')
      }
    }
    return true
  }
}

export default gnu(
  {
    help: 'top',
    short: 'bcd:E:e:Hhin:o:Op:SsU:u:Vw::1',
    long: {
      'batch-mode': 'b',
      'cmdline-toggle': 'c',
      delay: 'd',
      iterations: 'n',
      'sort-override': 'o',
      pid: 'p',
      help: '--help',
      version: '--version',
      'filter-only-euser': 'u',
      'filter-any-user': 'U',
      width: 'w',
      'idle-toggle': 'i',
    },
    advice: 'Usage:\n  top -hv | -bcEeHiOSs1 -d secs -n max -u|U user -p pid(s) -o field -w [cols]\n',
  },
  async (command) => {
    const { sys } = command
    const view: View = {
      sort: 'cpu',
      reverse: false,
      full: command.has('c'),
      idle: !command.has('i'),
      user: undefined,
      pids: undefined,
      most: Infinity,
      delay: 3,
    }
    const delay = command.value('d')
    if (delay !== undefined) {
      if (!(Number(delay) >= 0)) return command.die(`bad delay interval '${delay}'`)
      view.delay = Number(delay)
    }
    const turns = command.value('n')
    if (turns !== undefined && !/^[1-9]\d*$/.test(turns)) return command.die(`bad iterations argument '${turns}'`)
    const user = command.value('u') ?? command.value('U')
    if (user !== undefined) {
      view.user = userByName(sys, user)?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined)
      if (view.user === undefined) return command.die('Invalid user')
    }
    const pids = command.options.filter((option) => option.key === 'p').flatMap((option) => option.value!.split(','))
    if (pids.length) {
      if (!pids.every((pid) => /^\d+$/.test(pid)))
        return command.die(`bad pid '${pids.find((pid) => !/^\d+$/.test(pid))}'`)
      view.pids = pids.map(Number)
    }
    const field = command.value('o')?.replace(/^[-+]/, '')
    if (field !== undefined) {
      const sorts: Record<string, View['sort']> = {
        '%CPU': 'cpu',
        '%MEM': 'mem',
        'TIME+': 'time',
        PID: 'pid',
        RES: 'mem',
      }
      const sort = sorts[field]
      if (!sort) return command.die(`unrecognized field name '${field}'`)
      view.sort = sort
    }
    for (const key of ['H', 'O', 'S', 'E', 'e', '1'])
      if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    const top = new Top(command, view)
    if (command.has('b')) {
      await top.batch(turns === undefined ? Infinity : Number(turns))
      return 0
    }
    if (!sys.isatty(1)) return command.die('failed tty get')
    const term = sys.env['TERM']
    if (!term) {
      await sys.write(2, 'TERM environment variable not set.\n')
      return 1
    }
    return top.interactive(turns === undefined ? Infinity : Number(turns))
  },
)
