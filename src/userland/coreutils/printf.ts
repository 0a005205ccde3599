/** printf(1). */
import { gnu } from './lib/command.ts'
import { printfLoop } from './lib/printf-core.ts'
import { quote } from './lib/quote.ts'
import { fromBinary } from './lib/text.ts'

export const printf = gnu({ help: 'printf', short: '', bare: true }, async (command) => {
  const args = command.args[0] === '--' ? command.args.slice(1) : command.args
  const format = args[0]
  if (format === undefined) return command.usage('missing operand')
  const rest = args.slice(1)
  const { used, stopped } = await printfLoop(format, rest, (text) => command.put(fromBinary(text)), {
    number: (kind, text) =>
      command.complain(
        kind === 'nan'
          ? `${quote(text)}: expected a numeric value`
          : kind === 'trail'
            ? `${quote(text)}: value not completely converted`
            : `${quote(text)}: Numerical result out of range`,
      ),
    badDirective: (text) => command.die(`${text}: invalid conversion specification`),
    badEscape: () => command.die('missing hexadecimal number in escape'),
    quoting: true,
  })
  if (!stopped && used < rest.length)
    await command.warn(`warning: ignoring excess arguments, starting with ${quote(rest[used]!)}`)
  return command.status
})
