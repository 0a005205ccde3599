/** rev(1) of util-linux. */
import { strerror } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'

export const rev = gnu(
  { help: 'rev', short: 'hV', long: { help: '--help', version: '--version' } },
  async (command) => {
    for (const name of command.args.length ? command.args : ['-']) {
      const input = await tryAsync(() => openInput(command.sys, name))
      if (isError(input)) {
        await command.complain(`cannot open ${name}: ${strerror(input.code)}`)
        continue
      }
      const reader = new LineReader(command.sys, input.fd)
      for (let line = await reader.next(); line !== null; line = await reader.next())
        await command.put([...line].reverse().join('') + (reader.terminated ? '\n' : ''))
      input.close()
    }
    return command.status
  },
)
