/** cmp(1). */
import { strerror } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import type { Command } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { parseSize } from './lib/numbers.ts'
import { visible } from './cat.ts'

export interface CmpOptions {
  silent: boolean
  /** -l: all differences; -b: with the bytes shown */
  all: boolean
  bytes: boolean
  skip: [number, number]
  limit: number
}
export interface CmpFace {
  differ(byte: number, line: number, a: number, b: number): Promise<void>
  eof(which: 0 | 1, at: number, line: number, midLine: boolean): Promise<void>
}
/** 0 same, 1 different. Throws SysError of opening and reading. */
export async function compareStreams(
  command: Command,
  names: readonly [string, string],
  options: CmpOptions,
  face: CmpFace,
): Promise<number> {
  const { sys } = command
  const inputs = [await openInput(sys, names[0]), await openInput(sys, names[1])] as const
  const buffers: Uint8Array[] = [new Uint8Array(0), new Uint8Array(0)]
  const fill = async (i: 0 | 1): Promise<boolean> => {
    if (!buffers[i]!.length) buffers[i] = await sys.read(inputs[i].fd)
    return buffers[i]!.length > 0
  }
  for (const i of [0, 1] as const)
    for (let left = options.skip[i]; left > 0 && (await fill(i));) {
      const drop = Math.min(left, buffers[i]!.length)
      buffers[i] = buffers[i]!.subarray(drop)
      left -= drop
    }
  let at = 0
  let line = 1
  let last = 10
  let status = 0
  for (let turns = 1; at < options.limit; turns++) {
    const [moreA, moreB] = [await fill(0), await fill(1)]
    if (!moreA || !moreB) {
      if (moreA !== moreB) {
        await face.eof(moreA ? 1 : 0, at, last === 10 ? line - 1 : line, last !== 10)
        status = 1
      }
      break
    }
    const [a, b] = [buffers[0]!, buffers[1]!]
    const length = Math.min(a.length, b.length, options.limit - at)
    for (let i = 0; i < length; i++) {
      if (a[i] !== b[i]) {
        status = 1
        await face.differ(at + i + 1, line, a[i]!, b[i]!)
        if (!options.all) return 1
      }
      last = a[i]!
      if (last === 10) line++
    }
    at += length
    buffers[0] = a.subarray(length)
    buffers[1] = b.subarray(length)
    if (turns % 16 === 0) await sys.breathe()
  }
  for (const input of inputs) input.close()
  return status
}
const octal = (byte: number): string => byte.toString(8).padStart(3)
const shown = (byte: number): string =>
  visible(byte === 10 ? '\x0a' : String.fromCharCode(byte))
    .replace('\n', '^J')
    .replace('\t', '^I')

export const cmp = gnu(
  {
    help: 'cmp',
    name: 'cmp',
    advice: "cmp: Try 'cmp --help' for more information.\n",
    short: 'bci:ln:sv',
    long: { 'print-bytes': 'b', 'ignore-initial': 'i', verbose: 'l', bytes: 'n', silent: 's', quiet: 's' },
    usageStatus: 2,
  },
  async (command) => {
    const { args } = command
    if (!args.length) return command.usage("missing operand after 'cmp'")
    if (args.length > 4) return command.usage(`extra operand '${args[4]}'`)
    const [all, silent, bytes] = [command.has('l'), command.has('s'), command.has('b')]
    if (all && silent) return command.usage('options -l and -s are incompatible')
    const size = async (text: string, what: string): Promise<number> =>
      parseSize(text) ?? command.usage(`invalid ${what} value '${text}'`)
    const initial = command.value('i')
    const parts = initial?.split(':') ?? []
    const skip: [number, number] = [
      await size(args[2] ?? parts[0] ?? '0', '--ignore-initial'),
      await size(args[3] ?? parts[1] ?? (args[2] === undefined ? (parts[0] ?? '0') : '0'), '--ignore-initial'),
    ]
    const limitText = command.value('n')
    const names: [string, string] = [args[0]!, args[1] ?? '-']
    const options = {
      silent,
      all,
      bytes,
      skip,
      limit: limitText === undefined ? Infinity : await size(limitText, '--bytes'),
    }
    for (const name of names) {
      const opened = await tryAsync(async () => (await openInput(command.sys, name)).close())
      if (isError(opened)) return command.die(`${name}: ${strerror(opened.code)}`, 2)
    }
    const result = await tryAsync(() =>
      compareStreams(command, names, options, {
        differ: async (byte, line, a, b) => {
          if (silent) return
          if (all)
            await command.put(
              `${byte} ${octal(a)}${bytes ? ` ${shown(a).padEnd(4)}` : ''} ${octal(b)}${bytes ? ` ${shown(b)}` : ''}\n`,
            )
          else
            await command.put(
              `${names[0]} ${names[1]} differ: byte ${byte}, line ${line}${bytes ? ` is ${octal(a)} ${shown(a)} ${octal(b)} ${shown(b)}` : ''}\n`,
            )
        },
        eof: async (which, at, line, midLine) => {
          if (silent) return
          if (at === 0) await command.warn(`EOF on ${names[which]} which is empty`)
          else
            await command.warn(
              `EOF on ${names[which]} after byte ${at}${all ? '' : `, ${midLine ? 'in line' : 'line'} ${line}`}`,
            )
        },
      }),
    )
    if (isError(result)) return command.die(`${names[0]}: ${strerror(result.code)}`, 2)
    return result
  },
)
