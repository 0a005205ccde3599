/** docker buildx history logs: the build shown once more. */
import type { BuildRecord } from '../../../api/types/index.ts'
import { cobraMaxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { Printer } from '../../progress/build/printer.ts'
import { checkBuilder } from '../builder.ts'
import { findRecord } from '../history.ts'

export const historyLogs: CommandSpec = {
  use: 'logs [OPTIONS] [REF]',
  short: 'Print the logs of a build record',
  args: cobraMaxArgs(1),
  complete: noWords,
  flags: `
    --progress string  Set type of progress output (plain, rawjson, tty) (default "plain") 
  `,
  run: async ({ cli, flags, args }) => {
    checkBuilder(cli, flags.string('builder'))
    const record = await findRecord(cli, args[0] ?? '')
    const mode = flags.string('progress')
    const printer = new Printer(cli, mode === 'auto' ? 'plain' : mode, { text: '', console: '' })
    for (const status of replay(record)) printer.write(status)
    await printer.done()
  },
}
/** Step by step, in the order in which they ended. */
function replay({ vertexes, statuses, logs, warnings }: BuildRecord): Parameters<Printer['write']>[0][] {
  return vertexes.map((vertex) => ({
    vertexes: [vertex],
    statuses: statuses.filter((status) => status.vertex === vertex.digest),
    logs: logs.filter((log) => log.vertex === vertex.digest),
    warnings: warnings.filter((warning) => warning.vertex === vertex.digest),
  }))
}
