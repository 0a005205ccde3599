/** BusyBox's help: builtins and applets in columns. */
import type { BuiltinCall } from './call.ts'
import { builtinNames } from './table.ts'

export async function ashHelp({ sh }: BuiltinCall): Promise<number> {
  let out = '\nBuilt-in commands:\n------------------\n'
  let column = 0
  const put = (name: string): void => {
    out += `${column === 0 ? '\t' : ' '}${name}`
    column += name.length + 1
    if (column > 60) {
      out += '\n'
      column = 0
    }
  }
  for (const name of builtinNames(sh)) put(name)
  for (const name of sh.applets ?? []) put(name)
  await sh.write(`${out}\n\n`)
  return 0
}
