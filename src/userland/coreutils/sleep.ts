/** sleep(1): the sum of its operands, with suffixes s, m, h, d. */
import { gnu } from './lib/command.ts'
import { quote } from './lib/quote.ts'

const FACTORS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }
/** Seconds, or undefined. */
export function parseDuration(text: string): number | undefined {
  const match =
    /^\s*(\+?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf|infinity))([smhd]?)$/i.exec(
      text,
    )
  if (!match) return undefined
  const value = /^\+?inf/i.test(match[1]!) ? Infinity : Number(match[1])
  return value * FACTORS[match[2]!.toLowerCase()]!
}
/** Longest single sleep in ms: a timer's limit. */
const LONGEST = 2 ** 31 - 1
export async function sleepSeconds(sys: { sleep(ms: number): Promise<void> }, seconds: number): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= LONGEST) await sys.sleep(Math.min(left, LONGEST))
}

export const sleep = gnu({ help: 'sleep', short: '+' }, async (command) => {
  if (!command.args.length) await command.usage('missing operand')
  let total = 0
  let bad = false
  for (const arg of command.args) {
    const seconds = parseDuration(arg)
    if (seconds === undefined) {
      await command.warn(`invalid time interval ${quote(arg)}`)
      bad = true
    } else total += seconds
  }
  if (bad) await command.usage()
  await sleepSeconds(command.sys, total)
})
