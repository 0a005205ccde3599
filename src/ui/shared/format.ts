/** Sizes and times as the page shows them. */
import { t } from './locale.svelte.ts'

/** As docker does: decimal units, three significant digits. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = size
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))}${units[unit]}`
}

/** Both in milliseconds since the epoch. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000))
  if (seconds < 10) return t('time.now')
  if (seconds < 60) return t('time.seconds', { n: Math.floor(seconds / 10) * 10 })
  if (seconds < 3600) return t('time.minutes', { n: Math.floor(seconds / 60) })
  if (seconds < 86_400) return t('time.hours', { n: Math.floor(seconds / 3600) })
  return t('time.days', { n: Math.floor(seconds / 86_400) })
}

/** "2026-11-24-13-05", for names of files; milliseconds since the epoch. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace(/[T:]/g, '-')
}
