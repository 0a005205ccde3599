/** uptime(1) and free(1) of procps, from /proc. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { gnu } from './lib/command.ts'
import { strftime } from './lib/strftime.ts'
import { localZone } from './lib/zone.ts'

const text = (sys: Sys, path: string): string => {
  const content = attempt(() => sys.readText(path))
  return content instanceof SysError ? '' : content
}
export const uptimeSeconds = (sys: Sys): number =>
  Number(text(sys, '/proc/uptime').split(' ')[0]) || sys.monotonic() / 1000
export const loadAverages = (sys: Sys): [string, string, string] => {
  const [a = '0.00', b = '0.00', c = '0.00'] = text(sys, '/proc/loadavg').split(' ')
  return [a, b, c]
}
/** kB by name. */
export function memory(sys: Sys): Map<string, number> {
  return new Map(
    text(sys, '/proc/meminfo')
      .split('\n')
      .flatMap((line): [string, number][] => {
        const match = /^(\S+):\s+(\d+)/.exec(line)
        return match ? [[match[1]!, Number(match[2])]] : []
      }),
  )
}
/** "1 day,  2:03" or "5 min" */
export function upText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor(minutes / 60) % 24
  const day = days ? `${days} day${days === 1 ? '' : 's'}, ` : ''
  return hours
    ? `${day}${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`
    : `${day}${minutes % 60} min`
}
export const uptimeLine = (sys: Sys): string =>
  ` ${strftime('%H:%M:%S', sys.now(), localZone(sys))} up ${upText(uptimeSeconds(sys))},  0 user,  load average: ${loadAverages(sys).join(', ')}`

export const uptime = gnu(
  {
    help: 'uptime',
    short: 'phsV',
    long: { pretty: 'p', since: 's', help: '--help', version: '--version' },
    onWrongUse: 'help',
  },
  async (command) => {
    const { sys } = command
    if (command.has('s'))
      await command.put(`${strftime('%Y-%m-%d %H:%M:%S', sys.now() - uptimeSeconds(sys) * 1000, localZone(sys))}\n`)
    else if (command.has('p')) {
      const minutes = Math.floor(uptimeSeconds(sys) / 60)
      const parts: string[] = []
      const add = (count: number, name: string): void => {
        if (count) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
      }
      add(Math.floor(minutes / 10080), 'week')
      add(Math.floor(minutes / 1440) % 7, 'day')
      add(Math.floor(minutes / 60) % 24, 'hour')
      if (minutes % 60 || !parts.length) parts.push(`${minutes % 60} minute${minutes % 60 === 1 ? '' : 's'}`)
      await command.put(`up ${parts.join(', ')}\n`)
    } else await command.put(`${uptimeLine(sys)}\n`)
  },
)

/** 1.5Gi as free -h shows it. */
function scaled(kilobytes: number, unit: string, si: boolean): string {
  const base = si ? 1000 : 1024
  const letters = ['B', si ? 'K' : 'Ki', si ? 'M' : 'Mi', si ? 'G' : 'Gi', si ? 'T' : 'Ti', si ? 'P' : 'Pi']
  if (unit !== 'h') {
    const power = 'bkmgtp'.indexOf(unit)
    return String(Math.floor((kilobytes * 1024) / base ** power))
  }
  for (let power = 1; power < letters.length; power++) {
    const value = (kilobytes * 1024) / base ** power
    const exact = value < 10 ? `${value.toFixed(1)}${letters[power]}` : `${Math.floor(value)}${letters[power]}`
    if (kilobytes === 0) return '0B'
    if (value < base && exact.length <= (si ? 4 : 5)) return exact
  }
  return `${kilobytes}`
}
export const free = gnu(
  {
    help: 'free',
    short: 'bkmghLlvtc:s:wV',
    onWrongUse: 'help',
    long: {
      bytes: 'b',
      kibi: 'k',
      mebi: 'm',
      gibi: 'g',
      tebi: 'T',
      kilo: 'kilo',
      mega: 'mega',
      giga: 'giga',
      human: 'h',
      si: 'si',
      lohi: 'l',
      line: 'L',
      total: 't',
      seconds: 's',
      count: 'c',
      committed: 'v',
      wide: 'w',
    },
  },
  async (command) => {
    const { sys } = command
    const unit = command.has('h')
      ? 'h'
      : (command.last('bkmg') ??
        (command.has('mega') ? 'm' : command.has('giga') ? 'g' : command.has('kilo') ? 'k' : 'k'))
    const si = command.has('si') || command.has('mega') || command.has('giga') || command.has('kilo')
    const every = command.value('s')
    if (every !== undefined && !(Number(every) > 0)) return command.die(`seconds argument \`${every}' failed`)
    const count = command.value('c')
    if (count !== undefined && !/^[1-9]\d*$/.test(count))
      return command.die(`failed to parse count argument: '${count}'`)
    for (const key of ['L', 'l', 'v']) if (command.has(key)) return command.die(`-${key} is not simulated yet`)
    const turns = count !== undefined ? Number(count) : every !== undefined ? Infinity : 1
    for (let turn = 0; turn < turns; turn++) {
      if (turn) {
        await command.put('\n')
        await command.out.flush()
        await sys.sleep(Number(every ?? 1) * 1000)
      }
      const m = memory(sys)
      const get = (name: string): number => m.get(name) ?? 0
      const show = (value: number): string => scaled(value, unit, si).padStart(11)
      const buffers = get('Buffers')
      const cache = get('Cached') + get('SReclaimable')
      const available = get('MemAvailable')
      const used = Math.max(0, get('MemTotal') - available)
      const wide = command.has('w')
      await command.put(
        wide
          ? '               total        used        free      shared     buffers       cache   available\n'
          : '               total        used        free      shared  buff/cache   available\n',
      )
      const middle = wide ? `${show(buffers)} ${show(cache)}` : show(buffers + cache)
      await command.put(
        `Mem:     ${show(get('MemTotal'))} ${show(used)} ${show(get('MemFree'))} ${show(get('Shmem'))} ${middle} ${show(available)}\n`,
      )
      const swapUsed = get('SwapTotal') - get('SwapFree')
      await command.put(`Swap:    ${show(get('SwapTotal'))} ${show(swapUsed)} ${show(get('SwapFree'))}\n`)
      if (command.has('t'))
        await command.put(
          `Total:   ${show(get('MemTotal') + get('SwapTotal'))} ${show(used + swapUsed)} ${show(get('MemFree') + get('SwapFree'))}\n`,
        )
    }
    return 0
  },
)
