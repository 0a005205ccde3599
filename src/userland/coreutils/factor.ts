/** factor(1), by trial division. */
import { gnu } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { LineReader } from './lib/io.ts'
import { quote } from './lib/quote.ts'

/** Prime factors in ascending order. */
export async function factors(command: Command, text: string): Promise<bigint[]> {
  let n = BigInt(text)
  const out: bigint[] = []
  let step = 0
  for (let d = 2n; d * d <= n; d += d === 2n ? 1n : 2n) {
    while (n % d === 0n) {
      out.push(d)
      n /= d
    }
    if (++step % 20000 === 0) await command.sys.breathe()
  }
  if (n > 1n) out.push(n)
  return out
}
export const factor = gnu({ help: 'factor', short: '', long: {} }, async (command) => {
  const one = async (word: string): Promise<void> => {
    if (!/^\+?\d+$/.test(word)) return command.complain(`${quote(word)} is not a valid positive integer`)
    const list = await factors(command, word)
    await command.put(`${BigInt(word)}:${list.map((f) => ` ${f}`).join('')}\n`)
  }
  for (const word of command.args) await one(word)
  if (!command.args.length) {
    const reader = new LineReader(command.sys, 0)
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      for (const word of line.split(/\s+/).filter(Boolean)) await one(word)
      await command.out.flush()
    }
  }
  return command.status
})
