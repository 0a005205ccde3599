/**
 * How Python code of ours (lib/_naru.py) asks for what has no system call in Emscripten: it writes a request in JSON to a descriptor that only
 * exists here, and reads the reply, a literal of Python: (True, value) or (False, [code, message]). { call, args } is a call of the kernel's; { own, args } one of the functions below.
 */
import { decode, encode, EMPTY } from '../../../../base/bytes.ts'
import { CallError, type Channel } from '../../worker/channel.ts'

export const REQUESTS_FD = (1 << 20) + 1

type Reply = { value: unknown } | { error: { code: string; errno: number; message: string } }
export type OwnCalls = Readonly<Record<string, (...args: never[]) => unknown>>

export class Requests {
  private reply: Uint8Array = EMPTY
  private readonly channel: Channel
  /** Set once there is a program. */
  own: OwnCalls = {}
  /** After each reply: an interrupted call's signals. */
  interrupted: () => void = () => {}
  constructor(channel: Channel) {
    this.channel = channel
  }
  write(data: Uint8Array): void {
    const { call, own, args } = JSON.parse(decode(data)) as { call?: string; own?: string; args: unknown[] }
    const reply = own === undefined ? this.perform(call ?? '', args) : this.performOwn(own, args)
    this.reply = encode(
      'error' in reply
        ? `(False,${literal([reply.error.code, reply.error.message])})`
        : `(True,${literal(reply.value)})`,
    )
  }
  private performOwn(name: string, args: unknown[]): Reply {
    return { value: this.own[name]!(...(args as never[])) ?? null }
  }
  private perform(name: string, args: unknown[]): Reply {
    try {
      const value = this.channel.call(name, ...args)
      return { value: value instanceof Uint8Array ? [...value] : value }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      if (error.code === 'EINTR') this.interrupted()
      return { error: { code: error.code, errno: error.errno, message: error.message } }
    }
  }
  read(space: number): Uint8Array {
    const part = this.reply.subarray(0, space)
    this.reply = this.reply.subarray(space)
    return part
  }
}

/** A JSON value as Python writes it. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, entry]) => `${JSON.stringify(name)}:${literal(entry)}`)
      .join(',')}}`
  return JSON.stringify(value)
}
