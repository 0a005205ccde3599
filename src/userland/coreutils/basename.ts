/** basename(1) and dirname(1). */
import { gnu } from './lib/command.ts'
import { baseName, dirName } from './lib/paths.ts'
import { quote } from './lib/quote.ts'

export const withoutSuffix = (name: string, suffix: string): string =>
  suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name

export const basename = gnu(
  { help: 'basename', short: '+as:z', long: { multiple: 'a', suffix: 's', zero: 'z' } },
  async (command) => {
    const { args } = command
    const suffix = command.value('s')
    const multiple = command.has('a') || suffix !== undefined
    if (!args.length) await command.usage('missing operand')
    if (!multiple && args.length > 2) await command.usage(`extra operand ${quote(args[2]!)}`)
    const end = command.has('z') ? '\0' : '\n'
    for (const path of multiple ? args : args.slice(0, 1))
      await command.put(withoutSuffix(baseName(path), multiple ? (suffix ?? '') : (args[1] ?? '')) + end)
  },
)
export const dirname = gnu({ help: 'dirname', short: '+z', long: { zero: 'z' } }, async (command) => {
  if (!command.args.length) await command.usage('missing operand')
  for (const path of command.args) await command.put(dirName(path) + (command.has('z') ? '\0' : '\n'))
})
