/** Environment, chance, system(3), and how the program ends. */
import { encode } from '../../../../base/bytes.ts'
import { syscall, type Context } from './context.ts'

/** Unwinds the program's stack when it calls exit(). */
export class Ended extends Error {
  readonly status: number
  constructor(status: number) {
    super(`exit ${status}`)
    this.status = status
  }
}

export function processCalls(
  context: Context,
  env: Readonly<Record<string, string>>,
): Record<string, (...args: never[]) => number | void> {
  const { channel, memory } = context
  const strings = Object.entries(env).map(([name, value]) => encode(`${name}=${value}\0`))
  const end = (status: number): void => {
    throw new Ended(status)
  }
  return {
    environ_sizes_get: (count: number, size: number) => {
      memory.setI32(count, strings.length)
      memory.setI32(
        size,
        strings.reduce((sum, { length }) => sum + length, 0),
      )
      return 0
    },
    environ_get: (pointers: number, buffer: number) => {
      let at = buffer
      strings.forEach((text, index) => {
        memory.bytes.set(text, at)
        memory.setI32(pointers + 4 * index, at)
        at += text.length
      })
      return 0
    },
    getentropy: (buffer: number, size: number) => {
      memory.bytes.set(channel.bytes('random', size), buffer)
      return 0
    },
    system: (command: number) =>
      command ? syscall(context, () => channel.call('system', memory.text(command)) as number) : 1,
    proc_exit: end,
    exit: end,
  }
}
