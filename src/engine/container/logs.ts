/** GET /containers/{id}/logs (moby daemon/logs.go). */
import { invalid, messageOf, notImplemented } from '../../api/types/index.ts'
import { parseTail, readLog } from '../logs/read.ts'
import { parseTimestamp, type Nanos } from '../time.ts'
import type { ContainerContext } from './context.ts'
import type { StreamChunk } from './streams.ts'

export interface LogQuery {
  stdout: boolean
  stderr: boolean
  follow: boolean
  timestamps: boolean
  details: boolean
  since: string | null
  until: string | null
  tail: string | null
}
export function containerLogs(
  ctx: ContainerContext,
  term: string,
  query: LogQuery,
): { tty: boolean; output: AsyncIterable<StreamChunk> } {
  const container = ctx.containers.get(term)
  const driver = container.hostConfig.LogConfig?.Type ?? 'json-file'
  if (driver !== 'json-file' && driver !== 'local') {
    throw notImplemented('configured logging driver does not support reading')
  }
  const time = (name: string, text: string | null): Nanos | null => {
    try {
      return text === '0' ? null : parseTimestamp(text)
    } catch (error) {
      throw invalid(`invalid value for "${name}": ${messageOf(error)}`)
    }
  }
  const output = readLog(
    container.log,
    { ...query, since: time('since', query.since), until: time('until', query.until), tail: parseTail(query.tail) },
    () => container.task !== null,
    logAttributes(
      container.hostConfig.LogConfig?.Config ?? {},
      container.config.Labels ?? {},
      container.config.Env ?? [],
    ),
  )
  return { tty: container.config.Tty ?? false, output }
}
/** --details: what the log options labels and env choose. */
function logAttributes(
  options: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  env: readonly string[],
): string {
  const out: Record<string, string> = {}
  for (const key of (options['labels'] ?? '').split(',')) if (labels[key] !== undefined) out[key] = labels[key]
  for (const key of (options['env'] ?? '').split(',')) {
    const entry = env.find((item) => item.startsWith(`${key}=`))
    if (key && entry) out[key] = entry.slice(key.length + 1)
  }
  return Object.keys(out)
    .sort()
    .map((key) => `${key}=${out[key]!}`)
    .join(',')
}
