/** docker stats: a table that is drawn again every half second, or once with --no-stream. */
import {
  ApiError,
  Canceled,
  ConnectionError,
  containerList,
  containerStats,
  systemEvents,
} from '../../../api/client/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError, Terminated } from '../../framework/errors.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList } from '../../formatter/format.ts'
import { STATS_COLUMNS, STATS_TABLE, statsEntry, type StatsEntry } from '../../formatter/stats.ts'
import { containerNames } from '../completion.ts'

const REFRESH_MS = 500
/** Values older than this are shown as "--". */
const STALE_MS = 2000

interface Collector {
  entry: StatsEntry
  /** Settles with the first values, an error, or after two seconds. */
  first: Promise<void>
  error: Error | null
}
function collect(cli: Cli, name: string, stream: boolean): Collector {
  const collector: Collector = {
    entry: {
      container: name,
      name: '',
      id: '',
      cpu: 0,
      memory: 0,
      limit: 0,
      memoryPercent: 0,
      rx: 0,
      tx: 0,
      read: 0,
      write: 0,
      pids: 0,
      invalid: false,
    },
    first: Promise.resolve(),
    error: null,
  }
  collector.first = new Promise<void>((resolve) => {
    let last = cli.sys.now()
    const run = async (): Promise<void> => {
      try {
        for await (const message of await containerStats(cli.client, name, stream)) {
          last = cli.sys.now()
          collector.entry = statsEntry(name, message)
          resolve()
        }
        if (stream) collector.entry = { ...collector.entry, invalid: true }
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError) && !(error instanceof Canceled))
          throw error
        collector.error = error
        collector.entry = { ...collector.entry, invalid: true }
      }
      resolve()
    }
    const watch = async (): Promise<void> => {
      for (;;) {
        await cli.sys.sleep(STALE_MS)
        if (cli.cancel.aborted || collector.error) return
        if (cli.sys.now() - last < STALE_MS) continue
        const { container, name: shown, id } = collector.entry
        collector.entry = {
          container,
          name: shown,
          id,
          cpu: 0,
          memory: 0,
          limit: 0,
          memoryPercent: 0,
          rx: 0,
          tx: 0,
          read: 0,
          write: 0,
          pids: 0,
          invalid: true,
        }
        resolve()
      }
    }
    void run()
    if (stream) void watch()
  })
  return collector
}

export const stats: CommandSpec = {
  use: 'stats [OPTIONS] [CONTAINER...]',
  short: 'Display a live stream of container(s) resource usage statistics',
  aliasText: 'docker container stats, docker stats',
  args: anyArgs,
  flags: `
    -a, --all  Show all containers (default shows just running)
    --format string  ${FORMAT_HELP}
    --no-stream  Disable streaming stats and only pull the first result
    --no-trunc  Do not truncate output
  `,
  complete: containerNames(false),
  run: async ({ cli, flags, args }) => {
    const stream = !flags.bool('no-stream')
    const all = flags.bool('all')
    const collectors = new Map<string, Collector>()
    const add = (name: string): void => {
      if (!collectors.has(name)) collectors.set(name, collect(cli, name, stream))
    }
    let lost: Error | null = null
    if (args.length === 0) {
      if (stream)
        watchContainers(cli, all, add, (id) => collectors.delete(id)).catch((error: unknown) => {
          if (!(error instanceof Error)) throw error
          lost = error
        })
      for (const { Id } of await containerList(cli.client, { all })) add(Id)
    } else for (const name of args) add(name)
    await Promise.all([...collectors.values()].map(({ first }) => first))
    if (args.length > 0) {
      const errors = [...collectors.values()].flatMap(({ error }) => (error ? [error.message] : []))
      if (errors.length > 0) throw new CommandError(errors.join('\n'))
    }
    const source = flags.string('format') || cli.config.data.statsFormat || 'table'
    const format = source === 'table' ? STATS_TABLE : source
    for (;;) {
      await cli.sys.sleep(REFRESH_MS)
      const entries = [...collectors.values()].map(({ entry }) => entry)
      const text = renderList(format, STATS_COLUMNS, entries, { trunc: !flags.bool('no-trunc'), now: cli.sys.now() })
      await cli.out.write(stream ? redraw(text) : text)
      if (!stream || (entries.length === 0 && args.length > 0)) return
      if (cli.cancel.aborted) throw new Terminated(cli.terminatedBy ?? 0)
      if (lost) throw lost as Error
    }
  },
}
/** From the top left corner; each line again with its end erased, so that longer old text goes. */
function redraw(table: string): string {
  const home = `\x1b[H${table}`
  return `${home}${home
    .split('\n')
    .map((line) => `${line} \x1b[K\n`)
    .join('')}\x1b[J`
}
async function watchContainers(
  cli: Cli,
  all: boolean,
  add: (id: string) => void,
  remove: (id: string) => void,
): Promise<void> {
  for await (const { Action, Actor } of await systemEvents(cli.client, { filters: { type: { container: true } } })) {
    if (Action === 'start' || (all && Action === 'create')) add(Actor.ID)
    if (!all && Action === 'die') remove(Actor.ID)
  }
}
