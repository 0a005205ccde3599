/** The progress meter on standard error: the table, or --progress-bar. */
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Fd } from '../../../kernel/sys/types.ts'

const HEADER =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n'

/** Five characters for an amount (progress.c, max5data). */
export function amount(bytes: number): string {
  const n = Math.floor(bytes)
  if (n < 100000) return String(n).padStart(5)
  const units: readonly [string, number][] = [
    ['k', 1024],
    ['M', 1024 ** 2],
    ['G', 1024 ** 3],
    ['T', 1024 ** 4],
  ]
  for (const [unit, size] of units) {
    if (n < 10000 * size && unit === 'k') return `${String(Math.floor(n / size)).padStart(4)}k`
    if (unit !== 'k' && n < 100 * size)
      return `${String(Math.floor(n / size)).padStart(2)}.${Math.floor((n % size) / (size / 10))}${unit}`
    if (unit !== 'k' && n < 10000 * size) return `${String(Math.floor(n / size)).padStart(4)}${unit}`
  }
  return `${String(Math.floor(n / 1024 ** 5)).padStart(4)}P`
}
function time(seconds: number): string {
  const s = Math.floor(seconds)
  if (s <= 0) return '--:--:--'
  const hours = Math.floor(s / 3600)
  const two = (n: number): string => String(n).padStart(2, '0')
  if (hours <= 99) return `${String(hours).padStart(2)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
  const days = Math.floor(s / 86400)
  return days <= 999 ? `${String(days).padStart(3)}d ${two(hours % 24)}h` : `${String(days).padStart(7)}d`
}

export class Progress {
  private readonly sys: Sys
  private readonly fd: Fd
  private readonly style: 'none' | 'meter' | 'bar'
  private readonly columns: number
  private startedAt = 0
  private shownSecond = -1
  private headed = false
  /** Negative: not known. */
  total = -1
  received = 0
  uploadTotal = -1
  sent = 0
  constructor(sys: Sys, fd: Fd, style: 'none' | 'meter' | 'bar', columns: number) {
    this.sys = sys
    this.fd = fd
    this.style = style
    this.columns = columns
  }
  async start(): Promise<void> {
    this.startedAt = this.sys.monotonic()
    this.total = this.uploadTotal = -1
    this.received = this.sent = 0
    this.shownSecond = 0
    if (this.style !== 'meter') return
    const head = this.headed ? '' : HEADER
    this.headed = true
    await this.sys.write(this.fd, head + this.line())
  }
  /** Once a second while something is under way. */
  async update(): Promise<void> {
    const second = Math.floor((this.sys.monotonic() - this.startedAt) / 1000)
    if (this.style === 'none' || second === this.shownSecond) return
    this.shownSecond = second
    await this.sys.write(this.fd, this.style === 'bar' ? this.bar() : this.line())
  }
  async end(): Promise<void> {
    if (this.style === 'meter') await this.sys.write(this.fd, `${this.line()}\n`)
    else if (this.style === 'bar') await this.sys.write(this.fd, `${this.bar()}\n`)
  }
  private line(): string {
    const spent = (this.sys.monotonic() - this.startedAt) / 1000
    // No transfer takes no time at all.
    const speed = (bytes: number): number => bytes / Math.max(spent, 0.002)
    const percent = (now: number, total: number): number => (total > 0 ? Math.floor((now * 100) / total) : 0)
    const down = speed(this.received)
    const up = speed(this.sent)
    const expected = Math.max(0, this.total) + Math.max(0, this.uploadTotal)
    const known = this.total >= 0 ? this.total : this.received
    const knownUp = this.uploadTotal >= 0 ? this.uploadTotal : this.sent
    const estimate =
      expected > 0 && down + up > 0
        ? Math.max(
            this.total > 0 && down > 0 ? this.total / down : 0,
            this.uploadTotal > 0 && up > 0 ? this.uploadTotal / up : 0,
          )
        : 0
    const number = (n: number): string => String(n).padStart(3)
    return `\r${number(percent(this.received + this.sent, expected))} ${amount(known + knownUp)}  ${number(percent(this.received, this.total))} ${amount(this.received)}  ${number(percent(this.sent, this.uploadTotal))} ${amount(this.sent)}  ${amount(down)}  ${amount(up)} ${time(estimate)} ${time(spent)} ${time(estimate - spent)} ${amount(down + up)}`
  }
  private bar(): string {
    const width = this.columns - 7
    if (this.total < 0) return `\r${'#'.repeat(0)}-=O=-`.padEnd(this.columns - 1)
    const part = this.total === 0 ? 1 : this.received / this.total
    return `\r${'#'.repeat(Math.floor(width * part)).padEnd(width)} ${(part * 100).toFixed(1).padStart(5)}%`
  }
}
