/** docker buildx history ls */
import { exactArgs } from '../../framework/args.ts'
import { humanDuration } from '../../../base/go/units.ts'
import { rfc3339ToMs } from '../../../base/go/time.ts'
import type { BuildRecord } from '../../../api/types/index.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { checkBuilder } from '../builder.ts'
import { buildDuration, buildName, fullRef, historyFilter, records, steps } from '../history.ts'

const TABLE = 'table {{.Ref}}\\t{{.Name}}\\t{{.Status}}\\t{{.CreatedAt}}\\t{{.Duration}}\\t{{.Link}}'
const statusOf = ({ status }: BuildRecord): string =>
  status === 'running' ? 'Running' : status === 'completed' ? 'Completed' : 'Error'
const linkOf = (ref: string): string => `docker-desktop://dashboard/build/${ref}`

const columns = (table: boolean, terminal: boolean): Columns<BuildRecord> => ({
  typeName: '*history.lsContext',
  headers: {
    Ref: 'BUILD ID',
    Name: 'NAME',
    Status: 'STATUS',
    CreatedAt: 'CREATED AT',
    Duration: 'DURATION',
    Link: '',
  },
  methods: {
    Ref: ({ ref }) => ref,
    FullRef: ({ ref }) => fullRef(ref),
    Name: (record, { trunc }) => {
      const name = buildName(record)
      return trunc && table && name.length > 36 ? `..${name.slice(name.length - 34)}` : name
    },
    Status: statusOf,
    CreatedAt: ({ created }, { now }) => `${humanDuration(now - rfc3339ToMs(created))} ago`,
    Duration: (record, { now }) => buildDuration(record, now) + (record.completed === null ? '+' : ''),
    Link: ({ ref }) => {
      const url = linkOf(fullRef(ref))
      if (!table) return url
      return terminal ? `\x1b]8;;${url}\x07Open\x1b]8;;\x07` : ''
    },
  },
})
function jsonText(record: BuildRecord): string {
  const { total, completed, cached } = steps(record)
  return JSON.stringify({
    cached_steps: cached,
    ...(record.completed === null ? {} : { completed_at: record.completed }),
    completed_steps: completed,
    created_at: record.created,
    name: buildName(record),
    ref: fullRef(record.ref),
    status: statusOf(record),
    total_steps: total,
  })
}

export const historyLs: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List build records',
  args: exactArgs(0),
  complete: noWords,
  flags: `
    --filter stringArray  Provide filter values (e.g., "status=error")
    --format string  Format the output (default "table")
    --local  List records for current repository only
    --no-trunc  Don't truncate output 
  `,
  run: async ({ cli, flags }) => {
    checkBuilder(cli, flags.string('builder'))
    if (flags.bool('local'))
      throw new CommandError('could not find git repository for local filter: git not found in PATH')
    const wanted = historyFilter(flags.list('filter'), cli.sys.now())
    const found = (await records(cli)).filter(wanted)
    found.sort((a, b) => Number(a.completed !== null) - Number(b.completed !== null))
    const given = flags.string('format')
    if (given === 'json' || given === '{{json .}}') {
      for (const record of found) await cli.out.line(jsonText(record))
      return
    }
    const format = given === 'table' ? TABLE : given
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, columns(format.startsWith('table'), cli.out.isTerminal), found, context))
  },
}
