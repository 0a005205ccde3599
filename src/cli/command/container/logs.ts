/** docker logs */
import { containerInspect, containerLogs, demultiplex } from '../../../api/client/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { goTimestamp } from '../../opts/timestamp.ts'
import { containerNames } from '../completion.ts'

export const logs: CommandSpec = {
  use: 'logs [OPTIONS] CONTAINER',
  short: 'Fetch the logs of a container',
  aliasText: 'docker container logs, docker logs',
  args: exactArgs(1),
  flags: `
    --details  Show extra details provided to logs
    -f, --follow  Follow log output
    --since string  Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
    -n, --tail string  Number of lines to show from the end of the logs (default "all")
    -t, --timestamps  Show timestamps
    --until string  Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
  `,
  complete: containerNames(true),
  run: async ({ cli, flags, args }) => {
    const container = await containerInspect(cli.client, args[0]!)
    const now = cli.sys.now()
    const body = await containerLogs(cli.client, container.Id, {
      stdout: true,
      stderr: true,
      since: goTimestamp(flags.string('since'), now, 'since'),
      until: goTimestamp(flags.string('until'), now, 'until'),
      timestamps: flags.bool('timestamps'),
      follow: flags.bool('follow'),
      tail: flags.string('tail'),
      details: flags.bool('details'),
    })
    if (container.Config.Tty) for await (const chunk of body) await cli.out.write(chunk)
    else
      for await (const { stream, data } of demultiplex(body))
        await (stream === 'stderr' ? cli.err : cli.out).write(data)
  },
}
