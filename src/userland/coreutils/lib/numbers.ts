/** Numbers with suffixes, as xstrtoumax of gnulib takes them, and sizes for people. */

const POWERS = 'KMGTPEZY'
/** "10", "2K" (1024), "3kB" (1000), "1MiB", "b" (512); undefined when invalid. `allowed` lists letters beyond the powers. */
export function parseSize(text: string, extra: Readonly<Record<string, number>> = {}): number | undefined {
  const match = /^(\d*)([a-zA-Z]*)$/.exec(text)
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const number = match[1] === '' ? 1 : Number(match[1])
  const suffix = match[2]!
  if (suffix === '') return number
  if (Object.hasOwn(extra, suffix)) return number * extra[suffix]!
  const power = POWERS.indexOf(suffix[0]!.toUpperCase())
  if (power < 0) return undefined
  const rest = suffix.slice(1)
  const base = rest === '' || rest === 'iB' ? 1024 : rest === 'B' ? 1000 : 0
  return base ? number * base ** (power + 1) : undefined
}

/** human_readable() of gnulib with autoscaling: rounded up, one decimal under ten ("1.1K", "11K"). */
export function humanSize(bytes: number, base: 1024 | 1000 = 1024): string {
  if (bytes < base) return String(bytes)
  let value = bytes
  let power = 0
  while (value >= base && power < POWERS.length) {
    value /= base
    power++
  }
  let text = value < 10 ? (Math.ceil(value * 10 - 1e-9) / 10).toFixed(1) : String(Math.ceil(value - 1e-9))
  if (text === '10.0') text = '10'
  if (Number(text) >= base && power < POWERS.length) {
    text = '1.0'
    power++
  }
  const letter = POWERS[power - 1]!
  return text + (base === 1000 && letter === 'K' ? 'k' : letter)
}

export interface BlockSize {
  /** bytes a block; 0 = autoscale */
  size: number
  base: 1024 | 1000
  /** Shown after each number ("K" of --block-size=K). */
  suffix: string
}
export const parseBlockSize = (text: string): BlockSize | undefined => {
  if (text === 'human-readable') return { size: 0, base: 1024, suffix: '' }
  if (text === 'si') return { size: 0, base: 1000, suffix: '' }
  const quoted = text.replace(/^'/, '')
  const size = parseSize(quoted)
  if (!size) return undefined
  return { size, base: 1024, suffix: /^\d/.test(quoted) ? '' : quoted }
}
/** `bytes` in units of a block size, rounded up. */
export function inBlocks(bytes: number, block: BlockSize): string {
  if (block.size === 0) return humanSize(bytes, block.base)
  return `${Math.ceil(bytes / block.size)}${block.suffix}`
}
