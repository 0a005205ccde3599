/** ping(8): the echo loop, with the faces of iputils 20221126 and of BusyBox 1.35. */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'
import { isIpv6 } from './addresses.ts'

interface Plan {
  host: string
  address: string
  count: number
  interval: number
  size: number
  ttl: number | undefined
  /** seconds; Infinity: none */
  deadline: number
  /** seconds to wait for an answer */
  wait: number
  quiet: boolean
}
interface Face {
  start(plan: Plan): string
  reply(plan: Plan, seq: number, ms: number, ttl: number): string
  /** Null: say nothing. */
  failure(plan: Plan, seq: number, error: SysError): { text: string; stop: boolean } | null
  end(plan: Plan, result: Result): string
  status(result: Result): number
  /** The first sequence number. */
  first: number
}
interface Result {
  sent: number
  received: number
  times: number[]
  errors: number
  spent: number
}

async function loop(sys: Sys, plan: Plan, face: Face): Promise<number> {
  const result: Result = { sent: 0, received: 0, times: [], errors: 0, spent: 0 }
  let interrupted = false
  let wake!: () => void
  const stop = new Promise<void>((resolve) => (wake = resolve))
  sys.signal(
    SIGNALS.SIGINT.number,
    () => {
      interrupted = true
      wake()
    },
    { restart: true },
  )
  // Standard output that is no terminal is flushed with the first answer, or at the end.
  let unsaid = face.start(plan)
  const say = async (text: string): Promise<void> => {
    await sys.write(1, unsaid + text)
    unsaid = ''
  }
  if (sys.isatty(1)) await say('')
  const started = sys.monotonic()
  const until = started + plan.deadline * 1000
  let lastSent = started
  while (!interrupted && result.sent < plan.count && sys.monotonic() < until) {
    const seq = face.first + result.sent
    lastSent = sys.monotonic()
    result.sent++
    const last = result.sent === plan.count
    try {
      // What answers after the next request is still counted by a real ping; here each waits for its own turn only.
      const timeout = Math.min(last ? plan.wait * 1000 : Math.max(plan.interval * 1000, 1), until - sys.monotonic())
      const answer = await Promise.race([
        sys.ping(plan.address, { timeout, ttl: plan.ttl }),
        sys.until(stop).then(() => null),
      ])
      if (answer && !answer.expired) {
        result.received++
        result.times.push(answer.ms)
        if (!plan.quiet) await say(face.reply(plan, seq, answer.ms, answer.ttl))
      } else if (answer?.expired && !plan.quiet)
        await say(`From ${answer.from} icmp_seq=${seq} Time to live exceeded\n`)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      result.errors++
      const failure = face.failure(plan, seq, error)
      if (failure) {
        if (!failure.stop) await say(failure.text)
        else {
          await sys.write(2, failure.text)
          await say('')
          return 1
        }
      }
    }
    if (interrupted || result.sent >= plan.count) break
    const pause = lastSent + plan.interval * 1000 - sys.monotonic()
    if (pause > 0)
      await Promise.race([sys.sleep(Math.min(pause, Math.max(0, until - sys.monotonic()))), sys.until(stop)])
  }
  result.spent = sys.monotonic() - started
  await say(face.end(plan, result))
  return face.status(result)
}
const loss = ({ sent, received }: Result): number => (sent === 0 ? 0 : Math.floor(((sent - received) * 100) / sent))
const average = (times: readonly number[]): number => times.reduce((a, b) => a + b, 0) / times.length

// ---- iputils
/** Three significant digits, as iputils prints round trips. */
const rtt = (ms: number): string =>
  ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3)
const iputils: Face = {
  first: 1,
  start: ({ host, address, size }) =>
    isIpv6(address)
      ? `PING ${host}(${host} (${address})) ${size} data bytes\n`
      : `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.\n`,
  reply: ({ host, address, size }, seq, ms, ttl) =>
    `${size + 8} bytes from ${host === address ? address : `${host} (${address})`}: icmp_seq=${seq} ttl=${ttl} time=${rtt(ms)} ms\n`,
  failure: (plan, seq, error) => {
    if (error.code === 'EHOSTUNREACH')
      return {
        text: plan.quiet ? '' : `From ${plan.address} icmp_seq=${seq} Destination Host Unreachable\n`,
        stop: false,
      }
    return { text: `ping: connect: ${strerror(error.code)}\n`, stop: true }
  },
  end: ({ host }, result) => {
    const { sent, received, times, errors, spent } = result
    const lines = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} received, ${errors ? `+${errors} errors, ` : ''}${loss(result)}% packet loss, time ${Math.round(spent)}ms\n`
    if (!times.length) return `${lines}\n`
    const mean = average(times)
    const deviation = Math.sqrt(Math.max(0, average(times.map((time) => time * time)) - mean * mean))
    return `${lines}rtt min/avg/max/mdev = ${[Math.min(...times), mean, Math.max(...times), deviation].map((ms) => ms.toFixed(3)).join('/')} ms\n`
  },
  status: ({ received, sent }) => (received === 0 && sent > 0 ? 1 : 0),
}
const USAGE = `
Usage
  ping [options] <destination>

Options:
  <destination>      dns name or ip address
  -4                 use IPv4
  -6                 use IPv6
  -A                 use adaptive ping
  -c <count>         stop after <count> replies
  -h                 print help and exit
  -i <interval>      seconds between sending each packet
  -n                 no dns name resolution
  -q                 quiet output
  -s <size>          use <size> as number of data bytes to be sent
  -t <ttl>           define time to live
  -V                 print version and exit
  -w <deadline>      reply wait <deadline> in seconds
  -W <timeout>       time to wait for response

For more details see ping(8).
`
const ABSENT = 'aBCDdeflIlmMOpQrSUvbRTFNL'

async function resolve(sys: Sys, host: string, family: 4 | 6 | undefined): Promise<string> {
  const addresses = await sys.getaddrinfo(host, family)
  return addresses.find((address) => !isIpv6(address)) ?? addresses[0]!
}

export const ping: Program = async (sys) => {
  const name = sys.argv[0]!
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: 'aABbCDde:fhF:I:i:l:Lm:M:N:nOp:qQ:RrS:s:t:T:UvVw:W:c:46' })
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    await sys.write(2, `${name}: ${error.message}\n${USAGE}`)
    return 2
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  if (has('h')) {
    await sys.write(2, USAGE)
    return 2
  }
  if (has('V')) {
    await sys.write(
      1,
      'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n',
    )
    return 0
  }
  for (const { key } of parsed.options)
    if (ABSENT.includes(key)) {
      await sys.write(2, `${name}: -${key} is not simulated yet\n`)
      return 2
    }
  const complaint = async (message: string): Promise<number> => {
    await sys.write(2, `${name}: ${message}\n`)
    return 2
  }
  if (parsed.operands.length !== 1) return complaint('usage error: Destination address required')
  const number = (key: string, min: number, max: number): number | string | undefined => {
    const text = value(key)
    if (text === undefined) return undefined
    if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return `invalid argument: '${text}'`
    return +text >= min && +text <= max
      ? +text
      : `invalid argument: '${text}': out of range: ${min} <= value <= ${max === Infinity ? '9223372036854775807' : max}`
  }
  const numbers: Record<string, number | undefined> = {}
  for (const [key, min, max] of [
    ['c', 1, Infinity],
    ['i', 0, Infinity],
    ['s', 0, 65507],
    ['t', 0, 255],
    ['w', 0, 2147483647],
    ['W', 0, 2147483],
  ] as const) {
    const n = number(key, min, max)
    if (typeof n === 'string') return complaint(n)
    numbers[key] = n
  }
  const interval = has('A') ? 0.2 : (numbers['i'] ?? 1)
  if (interval < 0.002 && sys.euid !== 0) return complaint('cannot flood; minimal interval allowed for user is 2ms')
  const host = parsed.operands[0]!
  try {
    const address = await resolve(sys, host, has('4') ? 4 : has('6') ? 6 : undefined)
    return await loop(
      sys,
      {
        host,
        address,
        count: numbers['c'] ?? Infinity,
        interval,
        size: numbers['s'] ?? 56,
        ttl: numbers['t'],
        deadline: numbers['w'] || Infinity,
        wait: numbers['W'] || 10,
        quiet: has('q'),
      },
      iputils,
    )
  } catch (error) {
    if (error instanceof ResolveError) return complaint(`${host}: ${error.message}`)
    throw error
  }
}

// ---- BusyBox
const busybox: Face = {
  first: 0,
  start: ({ host, address, size }) => `PING ${host} (${address}): ${size} data bytes\n`,
  reply: ({ address, size }, seq, ms, ttl) =>
    `${size + 8} bytes from ${address}: seq=${seq} ttl=${ttl} time=${ms.toFixed(3)} ms\n`,
  failure: (_plan, _seq, error) =>
    error.code === 'EHOSTUNREACH' ? null : { text: `ping: sendto: ${strerror(error.code)}\n`, stop: true },
  end: ({ host }, result) => {
    const { sent, received, times } = result
    const lines = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${loss(result)}% packet loss\n`
    return times.length
      ? `${lines}round-trip min/avg/max = ${[Math.min(...times), average(times), Math.max(...times)].map((ms) => ms.toFixed(3)).join('/')} ms\n`
      : lines
  },
  status: ({ received }) => (received === 0 ? 1 : 0),
}
export const busyboxPing: Program = async (sys) => {
  const usage = async (status: number, message?: string): Promise<number> => {
    await sys.write(2, (message === undefined ? '' : `ping: ${message}\n`) + (await usageText(sys, 'ping')))
    return status
  }
  if (sys.argv[1] === '--help') return usage(0)
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), { short: 'qvAc:s:t:w:W:I:np:i:46' })
  } catch (error) {
    if (error instanceof OptionError) return usage(1, error.message)
    throw error
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  if (parsed.operands.length !== 1) return usage(1)
  for (const key of ['I', 'p'])
    if (has(key)) {
      await sys.write(2, `ping: -${key} is not simulated yet\n`)
      return 1
    }
  for (const key of ['c', 's', 't', 'w', 'W'])
    if (has(key) && !/^\d+$/.test(value(key)!)) {
      await sys.write(2, `ping: invalid number '${value(key)}'\n`)
      return 1
    }
  if (has('i') && !/^\d+(\.\d+)?$/.test(value('i')!)) {
    await sys.write(2, `ping: invalid number '${value('i')}'\n`)
    return 1
  }
  const host = parsed.operands[0]!
  try {
    const address = await resolve(sys, host, has('4') ? 4 : has('6') ? 6 : undefined)
    return await loop(
      sys,
      {
        host,
        address,
        count: Number(value('c') ?? 0) || Infinity,
        interval: has('A') ? 0.01 : Number(value('i') ?? 1),
        size: Number(value('s') ?? 56),
        ttl: has('t') ? Number(value('t')) : undefined,
        deadline: Number(value('w') ?? 0) || Infinity,
        wait: Number(value('W') ?? 10),
        quiet: has('q'),
      },
      busybox,
    )
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    await sys.write(2, `ping: bad address '${host}'\n`)
    return 1
  }
}
