/** shuf(1), by the machine's own generator. */
import { strerror } from '../../base/abi/errno.ts'
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import type { Rng } from '../../base/rng.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { readOperand } from './lib/each-file.ts'
import { quote, quotef } from './lib/quote.ts'
import { fromBinary, textToBinary, toBinary } from './lib/text.ts'

/** Fisher and Yates; only the first `count` places are settled. */
export function shuffle<T>(rng: Rng, items: T[], count: number): T[] {
  const most = Math.min(count, items.length)
  for (let i = 0; i < most; i++) {
    const j = i + rng.int(items.length - i)
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items.slice(0, most)
}
export const shuf = gnu(
  {
    help: 'shuf',
    short: 'ei:n:o:rz',
    long: {
      echo: 'e',
      'input-range': 'i',
      'head-count': 'n',
      output: 'o',
      'random-source': 'random-source=',
      repeat: 'r',
      'zero-terminated': 'z',
    },
  },
  async (command) => {
    const { sys, args } = command
    const range = command.value('i')
    if (command.has('e') && range !== undefined) await command.usage('cannot combine -e and -i options')
    if (command.has('random-source')) await command.die('--random-source is not simulated yet')
    if (!command.has('e') && (range !== undefined ? args.length > 0 : args.length > 1))
      await command.usage(`extra operand ${quote(args[range !== undefined ? 0 : 1]!)}`)
    let count = Infinity
    for (const { key, value } of command.options) {
      if (key !== 'n') continue
      if (!/^\d+$/.test(value!)) await command.die(`invalid line count: ${quote(value!)}`)
      count = Math.min(count, Number(value))
    }
    const end = command.has('z') ? '\0' : '\n'
    let items: string[]
    if (range !== undefined) {
      const match = /^(\d+)-(\d+)$/.exec(range)
      if (!match || Number(match[1]) > Number(match[2]) + 1) return command.die(`invalid input range: ${quote(range)}`)
      items = Array.from({ length: Number(match[2]) - Number(match[1]) + 1 }, (_, i) => String(Number(match[1]) + i))
    } else if (command.has('e')) items = args.map(textToBinary)
    else {
      items = toBinary(await readOperand(command, args[0] ?? '-')).split(end)
      if (items.at(-1) === '') items.pop()
    }
    const repeat = command.has('r')
    if (repeat && !items.length && count > 0) await command.die('no lines to repeat')
    const out = command.value('o')
    let fd = 1
    if (out !== undefined) {
      const opened = await tryAsync(() => sys.open(out, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
      if (isError(opened)) return command.die(`${quotef(out)}: ${strerror(opened.code)}`)
      fd = opened
    }
    const write = (line: string): Promise<void> | void =>
      fd === 1 ? command.put(fromBinary(line + end)) : sys.write(fd, fromBinary(line + end))
    if (repeat) for (let i = 0; i < count; i++) await write(items[sys.rng.int(items.length)]!)
    else for (const line of shuffle(sys.rng, items, count)) await write(line)
    return 0
  },
)
