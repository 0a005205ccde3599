/** docker port */
import { containerInspect } from '../../../api/client/index.ts'
import { rangeArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { cut } from '../../opts/validate.ts'
import { containerNames } from '../completion.ts'

const address = (ip: string, port: string): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)
export const port: CommandSpec = {
  use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'List port mappings or a specific mapping for the container',
  aliasText: 'docker container port, docker port',
  args: rangeArgs(1, 2),
  complete: containerNames(false),
  run: async ({ cli, args }) => {
    const name = args[0]!
    const wanted = args[1] ?? ''
    const { Ports } = (await containerInspect(cli.client, name)).NetworkSettings
    let lines: string[]
    if (wanted !== '') {
      const [number, protocol] = cut(wanted, '/')
      if (!/^\d+$/.test(number))
        throw new CommandError(
          `Error: invalid port (${number}): strconv.ParseUint: parsing ${JSON.stringify(number)}: invalid syntax`,
        )
      if (Number(number) > 65535)
        throw new CommandError(
          `Error: invalid port (${number}): strconv.ParseUint: parsing ${JSON.stringify(number)}: value out of range`,
        )
      const bindings = Ports[`${number}/${protocol || 'tcp'}`]
      if (!bindings || bindings.length === 0)
        throw new CommandError(`Error: No public port '${wanted}' published for ${name}`)
      lines = bindings.map(({ HostIp, HostPort }) => address(HostIp, HostPort))
    } else {
      lines = Object.entries(Ports ?? {}).flatMap(([from, bindings]) =>
        (bindings ?? []).map(({ HostIp, HostPort }) => `${from} -> ${address(HostIp, HostPort)}`),
      )
    }
    await cli.out.write(
      lines
        .sort(compareNaturally)
        .map((line) => `${line}\n`)
        .join(''),
    )
  },
}
