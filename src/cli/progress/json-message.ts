/** Progress of pull, push, load and import: lines rewritten in place on a terminal, plain ones elsewhere (pkg/jsonmessage). */
import type { JsonMessage } from '../../api/types/index.ts'
import { jsonStream, type Body } from '../../api/client/index.ts'
import { formatDuration, SECOND } from '../../base/go/duration.ts'
import { humanSize } from '../../base/go/units.ts'
import { CommandError } from '../framework/errors.ts'
import type { Output } from '../framework/streams.ts'

type Detail = NonNullable<JsonMessage['progressDetail']>

/** "[====>    ]  14.35kB/1.267MB 2s"; the bar only where there is room, the rest of the time where it is known. */
export function progressText(detail: Detail, width: number, now: number): string {
  const current = detail.current ?? 0
  const total = detail.total ?? 0
  const units = detail.units ?? ''
  if (current <= 0 && total <= 0) return ''
  if (total <= 0) return units === '' ? humanSize(current).padStart(8) : `${current} ${units}`
  const percentage = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2))
  const bar = width > 110 ? `[${'='.repeat(percentage)}>${' '.repeat(50 - percentage)}] ` : ''
  let numbers = ''
  if (!detail.hidecounts) {
    if (units === '') {
      numbers = humanSize(current).padStart(8)
      if (current <= total) numbers += `/${humanSize(total)}`
    } else numbers = current > total ? `${current} ${units}` : `${current}/${total} ${units}`
  }
  let left = ''
  const start = detail.start ?? 0
  if (width > 50 && current > 0 && start > 0 && percentage < 50) {
    const perEntry = ((now - start * 1000) * 1e6) / current
    left = ` ${formatDuration(Math.round(((total - current) * perEntry) / SECOND) * SECOND)}`
  }
  return bar + numbers + left
}

/** Prints a stream until it ends. Throws CommandError with the text of an error message in it. */
export async function displayStream(
  body: Body,
  out: Output | null,
  now: () => number,
  onAux: (aux: NonNullable<JsonMessage['aux']>) => Promise<void> | void = () => {},
): Promise<void> {
  const terminal = out?.isTerminal ?? false
  let lines = new Map<string, number>()
  for await (const message of jsonStream<JsonMessage>(body)) {
    if (message.aux) {
      await onAux(message.aux)
      continue
    }
    if (message.errorDetail || message.error !== undefined)
      throw new CommandError(message.errorDetail?.message ?? message.error ?? '')
    if (!out) continue
    const { id, progressDetail: detail } = message
    let text = ''
    let down = ''
    if (id && (detail || message.progress)) {
      let line = lines.get(id)
      if (line === undefined) {
        line = lines.size
        lines.set(id, line)
        if (terminal) text += '\n'
      }
      const distance = lines.size - line
      if (terminal) {
        text += `\x1b[${distance}A`
        down = `\x1b[${distance}B`
      }
    } else lines = new Map()
    text += line(message, terminal, terminal ? out.size().cols || 200 : 200, now()) + (id ? down : '')
    if (text !== '') await out.write(text)
  }
}
function line(message: JsonMessage, terminal: boolean, width: number, now: number): string {
  const { id, status = '', stream, progressDetail: detail } = message
  const progress = detail ? progressText(detail, width, now) : ''
  const inPlace = terminal && !stream && detail !== undefined
  if (!inPlace && progress !== '') return ''
  const end = inPlace ? '\r' : ''
  const head = (inPlace ? '\x1b[2K\r' : '') + (id ? `${id}: ` : '')
  if (detail && terminal) return `${head}${status} ${progress}${end}`
  if (message.progress) return `${head}${status} ${message.progress}${end}`
  return stream ? head + stream + end : `${head}${status}${end}\n`
}
