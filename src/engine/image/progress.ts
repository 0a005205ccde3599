/** Progress messages of a pull or push, as moby's pkg/streamformatter and pkg/progress write them. */
import { humanSize } from '../go.ts'

const BAR_WIDTH = 50

/** "[==>      ]  14.35kB/1.267MB", the text for clients that do not draw the bar themselves. */
export function progressBar(current: number, total: number): string {
  const now = humanSize(current).padStart(8)
  if (total <= 0) return now
  const percent = Math.min(50, Math.floor(((current / total) * 100) / 2))
  const left = BAR_WIDTH - percent > 0 ? ' '.repeat(BAR_WIDTH - percent) : ''
  return `[${'='.repeat(percent)}>${left}] ${now}/${humanSize(total)}`
}
export interface ProgressLine {
  status: string
  progressDetail?: { current?: number; total?: number }
  progress?: string
  id?: string
}
export const message = (status: string, id?: string): ProgressLine => (id === undefined ? { status } : { status, id })
/** A line of one layer without numbers. */
export const update = (id: string, status: string): ProgressLine => ({ status, progressDetail: {}, id })
export const bar = (id: string, status: string, current: number, total: number): ProgressLine => ({
  status,
  progressDetail: { current, total },
  progress: progressBar(current, total),
  id,
})
