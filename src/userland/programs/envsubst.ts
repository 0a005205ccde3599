/** envsubst (GNU gettext 0.21): replaces $NAME and ${NAME} in standard input by the environment's values; with a SHELL-FORMAT only the names in it. */
import { decode } from '../../base/bytes.ts'
import type { Program } from '../../kernel/sys/types.ts'

const VARIABLE = /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g
const namesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map(([, plain, braced]) => plain ?? braced!)

export const envsubst: Program = async (sys) => {
  const fail = async (text: string): Promise<number> => {
    await sys.write(2, `envsubst: ${text}\n`)
    return 1
  }
  let list = false
  const operands: string[] = []
  let ended = false
  for (const arg of sys.argv.slice(1)) {
    if (ended || !arg.startsWith('-') || arg === '-') operands.push(arg)
    else if (arg === '--') ended = true
    else if (arg === '-v' || arg === '--variables') list = true
    else if (arg === '-V' || arg === '--version') {
      await sys.write(1, 'envsubst (GNU gettext-runtime) 0.21\n')
      return 0
    } else if (arg === '-h' || arg === '--help') {
      await sys.write(1, 'Usage: envsubst [OPTION] [SHELL-FORMAT]\n')
      return 0
    } else {
      const what = arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`
      return fail(`${what}\nTry 'envsubst --help' for more information.`)
    }
  }
  if (operands.length > 1) return fail('too many arguments')
  if (list) {
    if (operands[0] === undefined) return fail('missing arguments')
    await sys.write(
      1,
      namesIn(operands[0])
        .map((name) => `${name}\n`)
        .join(''),
    )
    return 0
  }
  const only = operands[0] === undefined ? null : new Set(namesIn(operands[0]))
  const text = decode(await sys.readAll(0))
  await sys.write(
    1,
    text.replace(VARIABLE, (whole, plain?: string, braced?: string) => {
      const name = plain ?? braced!
      return only && !only.has(name) ? whole : (sys.env[name] ?? '')
    }),
  )
  return 0
}
