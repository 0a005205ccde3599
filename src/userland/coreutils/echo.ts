/** echo(1): options are only -n, -e, -E; anything else is text. */
import { gnu } from './lib/command.ts'
import { unescape } from './lib/escapes.ts'
import { fromBinary } from './lib/text.ts'

/** The bytes that echo writes. `options` are the letters it knows. */
export function echoBytes(args: readonly string[], options: RegExp): string | Uint8Array {
  let newline = true
  let escapes = false
  let at = 0
  for (; at < args.length && options.test(args[at]!); at++)
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  const text = args.slice(at).join(' ')
  if (!escapes) return text + (newline ? '\n' : '')
  const { text: expanded, stop } = unescape(text, 'echo')
  return fromBinary(expanded + (newline && !stop ? '\n' : ''))
}

export const echo = gnu({ help: 'echo', short: '', bare: true }, (command) =>
  command.put(echoBytes(command.args, /^-[neE]+$/)),
)
