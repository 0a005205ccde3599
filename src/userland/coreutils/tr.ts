/** tr(1), over bytes. */
import { Command, gnu } from './lib/command.ts'
import { ALL_BYTES, CLASSES, parseSet } from './lib/char-sets.ts'
import type { CharSet } from './lib/char-sets.ts'
import { quote } from './lib/quote.ts'

export interface TrPlan {
  /** byte → byte, or -1 to delete */
  map: Int16Array
  /** bytes of which runs are squeezed */
  squeeze: Set<number> | undefined
}
const invert = (chars: string): string => [...ALL_BYTES].filter((char) => !chars.includes(char)).join('')

/** Throws Error with tr's words. */
export function planTr(
  args: readonly string[],
  options: { complement: boolean; delete: boolean; squeeze: boolean; truncate: boolean },
): TrPlan {
  const first = parseSet(args[0]!)
  const second = args[1] === undefined ? undefined : parseSet(args[1])
  if (first.fill) throw new Error('the [c*] repeat construct may not appear in string1')
  if (second?.fill && options.delete) throw new Error('the [c*] construct may appear in string2 only when translating')
  const chars = options.complement ? invert(first.chars) : first.chars
  const map = Int16Array.from({ length: 256 }, (_, i) => i)
  const bytes = (text: string): Set<number> => new Set([...text].map((char) => char.charCodeAt(0)))
  if (options.delete) {
    for (const byte of bytes(chars)) map[byte] = -1
    return { map, squeeze: options.squeeze ? bytes(second!.chars) : undefined }
  }
  if (!second) return { map, squeeze: bytes(chars) }
  const target = fill(second, chars.length)
  if (!options.complement) {
    if (second.otherClass)
      throw new Error(
        "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
      )
    for (const { at, name } of second.cases) {
      const match = first.cases.find((item) => item.at === at)
      if (!match) throw new Error('misaligned [:upper:] and/or [:lower:] construct')
      if (match.name === name && CLASSES[name] === undefined)
        throw new Error('misaligned [:upper:] and/or [:lower:] construct')
    }
  } else if (second.otherClass || second.cases.length) {
    throw new Error(
      'when translating with complemented character classes,\nstring2 must map all characters in the domain to one',
    )
  }
  if (target === '' && !options.truncate && chars !== '')
    throw new Error('when not truncating set1, string2 must be non-empty')
  const length = options.truncate ? Math.min(chars.length, target.length) : chars.length
  for (let i = 0; i < length; i++) map[chars.charCodeAt(i)] = target.charCodeAt(Math.min(i, target.length - 1))
  return { map, squeeze: options.squeeze ? bytes(target) : undefined }
}
function fill(set: CharSet, length: number): string {
  if (!set.fill) return set.chars
  const { at, char } = set.fill
  return set.chars.slice(0, at) + char.repeat(Math.max(0, length - set.chars.length)) + set.chars.slice(at)
}

export async function runTr(command: Command, plan: TrPlan): Promise<void> {
  const { sys } = command
  let previous = -1
  for (let reads = 1; ; reads++) {
    const chunk = await sys.read(0)
    if (!chunk.length) return
    const out = new Uint8Array(chunk.length)
    let length = 0
    for (const byte of chunk) {
      const mapped = plan.map[byte]!
      if (mapped < 0) continue
      if (plan.squeeze && mapped === previous && plan.squeeze.has(mapped)) continue
      previous = mapped
      out[length++] = mapped
    }
    await command.put(out.subarray(0, length))
    if (reads % 16 === 0) await sys.breathe()
  }
}

export const tr = gnu(
  {
    help: 'tr',
    short: '+cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  },
  async (command) => {
    const { args } = command
    const options = {
      complement: command.has('c') || command.has('C'),
      delete: command.has('d'),
      squeeze: command.has('s'),
      truncate: command.has('t'),
    }
    if (!args.length) await command.usage('missing operand')
    const need = options.delete === options.squeeze ? 2 : 1
    const most = options.delete && !options.squeeze ? 1 : 2
    if (args.length < need)
      await command.usage(
        `missing operand after ${quote(args[0]!)}\n${options.delete ? 'Two strings must be given when both deleting and squeezing repeats.' : 'Two strings must be given when translating.'}`,
      )
    if (args.length > most)
      await command.usage(
        `extra operand ${quote(args[most]!)}${args.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : ''}`,
      )
    let plan: TrPlan | undefined
    try {
      plan = planTr(args, options)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      await command.die(error.message)
    }
    await runTr(command, plan!)
  },
)
