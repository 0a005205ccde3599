/** getopt(1) of util-linux 2.38, for the Bourne shell. -s csh and -a are told of. */
import { gnu } from './lib/command.ts'
import { arrange } from './lib/getopt-core.ts'
import { shortHelp } from './lib/short-help.ts'

export const getopt = gnu(
  {
    help: 'getopt',
    prepare: shortHelp,
    short: '+ao:l:n:qQs:TuhV',
    long: {
      options: 'o',
      longoptions: 'l',
      name: 'n',
      quiet: 'q',
      'quiet-output': 'Q',
      shell: 's',
      test: 'T',
      unquoted: 'u',
      alternative: 'a',
    },
    usageStatus: 2,
  },
  async (command) => {
    const { sys } = command
    if (command.has('T')) return 4
    if (command.has('a')) return command.die('-a is not simulated yet', 2)
    const shell = command.value('s') ?? 'bash'
    if (shell === 'csh' || shell === 'tcsh') return command.die(`-s ${shell} is not simulated yet`, 2)
    if (!['sh', 'bash'].includes(shell)) return command.usage('unknown shell after -s or --shell argument')
    const args = [...command.args]
    const old = !command.has('o')
    const short = command.value('o') ?? args.shift()
    if (short === undefined) return command.usage('missing optstring argument')
    if (old && args[0] === '--') args.shift()
    const name = command.value('n') ?? 'getopt'
    const wrong: string[] = []
    const line = arrange(
      short,
      command.options.filter((option) => option.key === 'l').map((option) => option.value!),
      args,
      { unquoted: old ? command.options.length === 0 || command.has('u') : command.has('u') },
      (message) => wrong.push(message),
    )
    if (!command.has('q')) for (const message of wrong) await sys.write(2, `${name}: ${message}\n`)
    if (!command.has('Q')) await command.put(line)
    return wrong.length ? 1 : 0
  },
)
