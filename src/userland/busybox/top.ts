/** BusyBox: top. Loaded when first run. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { Screen } from '../coreutils/lib/screen.ts'
import { cpuShares, processShare, takeSample } from '../coreutils/lib/top-core.ts'
import type { Sample } from '../coreutils/lib/top-core.ts'
import { Names } from '../coreutils/lib/users.ts'
import { memory } from '../coreutils/uptime.ts'
import { cpuCount } from '../coreutils/uname.ts'
import { parseDuration } from '../coreutils/sleep.ts'
import { applet } from './applet.ts'
import { commandLine, stateOf } from './processes.ts'

type Sort = 'pid' | 'mem' | 'cpu' | 'time'
/** smart_ulltoa5(): five characters, like " 1364", "1186m". */
function short5(value: number): string {
  if (value <= 99999) return String(value).padStart(5)
  let scaled = value
  let unit = 0
  for (; scaled > 9999; unit++) scaled /= 1024
  return `${scaled < 100 ? scaled.toFixed(1) : Math.floor(scaled)}${' mgtp'[unit]}`.padStart(5)
}
class BusyboxTop {
  private readonly sys: Sys
  private before: Sample | undefined
  sort: Sort = 'cpu'
  reverse = false
  constructor(sys: Sys) {
    this.sys = sys
  }
  frame(rows: number, columns: number, marks: boolean): string {
    const { sys } = this
    const all = sys.processes()
    const sample = takeSample(sys, all)
    const now = sys.now()
    const m = memory(sys)
    const k = (name: string): number => m.get(name) ?? 0
    const share = cpuShares(this.before?.cpu, sample.cpu)
    const percent = (value: number): string => `${String(Math.round(value)).padStart(3)}%`
    const load = attempt(() => sys.readText('/proc/loadavg'))
    const header = [
      `Mem: ${k('MemTotal') - k('MemFree')}K used, ${k('MemFree')}K free, ${k('Shmem')}K shrd, ${k('Buffers')}K buff, ${k('Cached')}K cached`,
      `CPU: ${percent(share.user)} usr ${percent(share.system)} sys ${percent(share.nice)} nic ${percent(share.idle)} idle ${percent(share.iowait)} io ${percent(share.irq)} irq ${percent(share.softirq)} sirq`,
      `Load average: ${load instanceof SysError ? '0.00 0.00 0.00 1/1 1' : load.trim()}`,
    ]
    const title = '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND'
    const names = new Names(sys)
    const cpus = cpuCount(sys)
    const listed = all.map((p) => ({ p, cpu: processShare(p, this.before, now) / cpus }))
    this.before = sample
    const value = ({ p, cpu }: (typeof listed)[number]): number =>
      this.sort === 'cpu' ? cpu : this.sort === 'mem' ? p.vsize : this.sort === 'time' ? p.utime + p.stime : -p.pid
    listed.sort((a, b) => (value(b) - value(a)) * (this.reverse ? -1 : 1) || b.p.vsize - a.p.vsize || a.p.pid - b.p.pid)
    const total = k('MemTotal') * 1024
    const lines = listed.slice(0, Math.max(0, rows - 4)).map(({ p, cpu }) => {
      const share100 = total ? Math.round((p.vsize * 100) / total) : 0
      return `${String(p.pid).padStart(5)}${String(p.ppid).padStart(6)} ${(names.user(p.uid) ?? String(p.uid)).slice(0, 8).padEnd(8)} ${stateOf(p).padEnd(3)}  ${short5(Math.floor(p.vsize / 1024))}${String(share100).padStart(4)}%${'0'.padStart(4)}${String(Math.round(cpu)).padStart(4)}% ${commandLine(p)}`
    })
    const cut = (line: string): string => line.slice(0, columns)
    const head = header.map(cut).join('\n')
    return `${head}\n${marks ? `\x1b[7m${cut(title.padEnd(columns))}\x1b[m` : cut(title)}\n${lines.map(cut).join('\n')}`
  }
}
export default applet({ short: 'bHd:n:m' }, async (command) => {
  const { sys } = command
  if (command.has('H') || command.has('m')) return command.die(`-${command.last('Hm')} is not simulated yet`)
  const delay = parseDuration(command.value('d') ?? '5')
  if (delay === undefined) return command.die(`invalid number '${command.value('d')}'`)
  const turnsText = command.value('n')
  const turns = turnsText === undefined ? Infinity : await command.number(turnsText, { min: 1 })
  const top = new BusyboxTop(sys)
  if (command.has('b') || !sys.isatty(0)) {
    for (let turn = 0; turn < turns; turn++) {
      if (turn) await sys.sleep(delay * 1000)
      await command.put(`${top.frame(Infinity, command.has('b') ? 512 : 79, false)}\n`)
      await command.out.flush()
    }
    return 0
  }
  const screen = new Screen(sys, 0)
  screen.enter()
  try {
    for (let turn = 0; turn < turns;) {
      const { rows, cols } = screen.size
      await screen.write(`\x1b[H\x1b[J${top.frame(rows, cols, true)}\r`)
      const key = await screen.key(delay * 1000)
      if (key === undefined || key === 'q' || key === 'Q' || key === '\x03') break
      if (key === 'timeout') turn++
      const sorts: Record<string, Sort> = {
        n: 'pid',
        N: 'pid',
        m: 'mem',
        M: 'mem',
        p: 'cpu',
        P: 'cpu',
        t: 'time',
        T: 'time',
      }
      if (sorts[key]) top.sort = sorts[key]
      if (key === 'r' || key === 'R') top.reverse = !top.reverse
    }
  } finally {
    screen.leave()
  }
  await screen.write('\n')
  return 0
})
