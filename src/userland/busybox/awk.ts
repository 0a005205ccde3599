/** BusyBox: awk. Loaded when first run. */
import { AwkSyntaxError } from '../coreutils/lib/awk/lexer.ts'
import { Parser } from '../coreutils/lib/awk/parser.ts'
import type { Program } from '../coreutils/lib/awk/ast.ts'
import { runAwk } from '../coreutils/lib/awk/run.ts'
import { programText } from '../coreutils/awk.ts'
import { applet } from './applet.ts'

export default applet({ short: '+F:v:f:e:W:' }, async (command) => {
  if (command.has('e')) return command.die('-e is not simulated yet')
  const { text, fromFile } = await programText(command, (path, reason) =>
    command.die(`can't open '${path}': ${reason}`),
  )
  if (text === undefined) return command.showUsage()
  for (const option of command.options)
    if (option.key === 'v' && !option.value!.includes('=')) return command.showUsage()
  let program: Program
  const where = (line: number): string => (fromFile ? `${command.value('f')}:${line}` : `cmd. line:${line}`)
  try {
    program = new Parser(text, {
      name: 'busybox',
      builtins: ['strftime', 'systime', 'mktime', 'and', 'or', 'xor', 'lshift', 'rshift', 'compl'],
    }).parse()
  } catch (error) {
    if (!(error instanceof AwkSyntaxError)) throw error
    const lines = text.split('\n').length
    const words = /^function \S+ never defined/.test(error.message)
      ? 'Call to undefined function'
      : /^runaway string/.test(error.message)
        ? 'Unexpected end of string'
        : 'Unexpected token'
    return command.die(`${where(Math.min(error.line, lines))}: ${words}`)
  }
  return runAwk(
    command,
    program,
    {
      assignments: command.options.filter((option) => option.key === 'v').map((option) => option.value!),
      fieldSeparator: command.value('F'),
      operands: command.args,
    },
    { name: 'busybox', intervals: true, integers: 2 ** 63 },
    {
      cannotOpen: async (path, reason) => {
        await command.complain(`${path}: ${reason}`)
      },
      cannotWrite: async (path, reason) => command.die(`can't open '${path}': ${reason}`),
      runtime: async (message) =>
        message.startsWith('bad regex')
          ? command.die(message.split('\n')[0]!)
          : command.die(
              `${where(1)}: ${message.split('\n')[0]!.replace(/^negative field index.*/, 'Access to negative field')}`,
            ),
    },
  )
})
