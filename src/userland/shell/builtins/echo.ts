/** echo: bash's, dash's and BusyBox's. */
import { decodeEscapes } from '../expand/ansi-c.ts'
import type { BuiltinCall } from './call.ts'

export async function echo({ sh, args }: BuiltinCall): Promise<number> {
  let newline = true
  let escapes = sh.dialect.name === 'dash' || (sh.dialect.bash && sh.shopt('xpg_echo'))
  let at = 0
  const letters = sh.dialect.name === 'dash' ? /^-n$/ : /^-[neE]+$/
  while (at < args.length && letters.test(args[at]!)) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
    at++
    if (sh.dialect.name === 'dash') break
  }
  let text = (at ? args.slice(at) : args).join(' ')
  if (escapes) {
    const decoded = decodeEscapes(text, sh.dialect.name === 'dash' ? 'almquist' : 'echo')
    text = decoded.text
    if (decoded.stop) newline = false
  }
  await sh.write(newline ? `${text}\n` : text)
  return 0
}
