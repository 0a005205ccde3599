/** docker buildx history inspect. Leaves out materials and attachments: this engine keeps no provenance. */
import { cobraMaxArgs } from '../../framework/args.ts'
import { decode } from '../../../base/bytes.ts'
import { unbase64 } from '../../../base/base64.ts'
import { rfc3339ToMs } from '../../../base/go/time.ts'
import type { BuildRecord } from '../../../api/types/index.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { sourceExcerpt } from '../../progress/source-excerpt.ts'
import { checkBuilder } from '../builder.ts'
import { buildDuration, buildName, findRecord, fullRef, steps } from '../history.ts'
import { tabbed } from '../tables.ts'
import { historyInspectAttachment } from './history-inspect-attachment.ts'

const LOG_LINES = 16
export const historyInspect: CommandSpec = {
  use: 'inspect [OPTIONS] [REF]',
  short: 'Inspect a build record',
  args: cobraMaxArgs(1),
  complete: noWords,
  flags: `
    --format string  Format the output (default "pretty")
  `,
  run: async ({ cli, flags, args }) => {
    checkBuilder(cli, flags.string('builder'))
    const record = await findRecord(cli, args[0] ?? '')
    const format = flags.string('format')
    const now = cli.sys.now()
    if (format === 'json') await cli.out.line(JSON.stringify(jsonOf(record, now), null, 2))
    else if (format === 'pretty') await cli.out.write(prettyText(record, args[0] === undefined, now))
    else throw new CommandError(`docker buildx history inspect: --format ${format} is not simulated yet`)
  },
  sub: [historyInspectAttachment],
}
const local = (text: string): string => text.slice(0, 19).replace('T', ' ')

function prettyText(record: BuildRecord, withRef: boolean, now: number): string {
  const { total, completed, cached } = steps(record)
  const head = [
    ...(buildName(record) === '' ? [] : [`Name:\t${buildName(record)}`]),
    ...(withRef ? [`Ref:\t${record.ref}`] : []),
    `Dockerfile:\t${record.dockerfile.filename}`,
    ...(record.target === '' ? [] : [`Target:\t${record.target}`]),
  ]
  const running = record.status === 'running' ? ' (running)' : ''
  const facts = [
    `Started:\t${local(record.created)}`,
    `Duration:\t${buildDuration(record, now)}${running}`,
    ...(record.status === 'error' ? [`Error:\tUnknown ${record.error?.message ?? ''}`] : []),
    ...(record.status === 'canceled' ? ['Status:\tCanceled'] : []),
    `Build Steps:\t${completed}/${total} (${total === 0 ? 0 : Math.round((cached / total) * 100)}% cached)`,
  ]
  const lines = (rows: readonly string[]): string => `${tabbed(rows.map((row) => `${row}\n`).join(''))}\n`
  return (
    lines(head) +
    lines(facts) +
    lines(['Image Resolve Mode:\tlocal']) +
    errorText(record) +
    `Print build logs: docker buildx history logs ${record.ref}\n` +
    `View build in Docker Desktop: docker-desktop://dashboard/build/${fullRef(record.ref)}\n`
  )
}
function errorText({ error, vertexes, logs }: BuildRecord): string {
  if (!error) return ''
  let out = (error.sources ?? []).map(({ source, ranges }) => `${sourceExcerpt(source, ranges)}\n`).join('')
  const step = vertexes.find(({ digest }) => digest === error.vertex)
  const lines = logs
    .filter(({ vertex }) => vertex === error.vertex)
    .map(({ data }) => decode(unbase64(data)))
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-LOG_LINES)
  if (step && lines.length > 0) out += `Logs:\n> => ${step.name}:\n${lines.map((line) => `> ${line}\n`).join('')}\n`
  return `${out}Enable --debug to see stack traces for error\n`
}
function jsonOf(record: BuildRecord, now: number): object {
  const { total, completed, cached } = steps(record)
  const end = record.completed === null ? now : rfc3339ToMs(record.completed)
  const status = { running: 'running', completed: 'completed', error: 'failed', canceled: 'canceled' }[record.status]
  return {
    ...(buildName(record) === '' ? {} : { Name: buildName(record) }),
    Ref: record.ref,
    Dockerfile: record.dockerfile.filename,
    ...(record.target === '' ? {} : { Target: record.target }),
    StartedAt: record.created,
    ...(record.completed === null ? {} : { CompletedAt: record.completed }),
    Duration: Math.round((end - rfc3339ToMs(record.created)) * 1e6),
    Status: status,
    ...(record.error ? { Error: { Code: 2, Message: record.error.message } } : {}),
    NumCompletedSteps: completed,
    NumTotalSteps: total,
    NumCachedSteps: cached,
    Config: { ImageResolveMode: 'local' },
  }
}
