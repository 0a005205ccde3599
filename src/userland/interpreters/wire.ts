/**
 * What travels between a program of the simulated kernel and the worker that runs its interpreter.
 *
 *   kernel → worker   { boot }                                  once, structured clone
 *   worker → kernel   { call, args } | { exit } | { more }      structured clone; Uint8Array as it is
 *   kernel → worker   answer: u32 length of the JSON, JSON of Answer, then `bytes`; the worker stands still until it comes
 */
import { concat, decode, encode, EMPTY } from '../../base/bytes.ts'
import type { Errno } from '../../base/abi/errno.ts'

export type Request =
  | { call: string; args: readonly unknown[] }
  /** The interpreter ended; `killed`: by that signal (the default action, as raise() of one without a handler). */
  | { exit: number; killed?: number }

export interface Answer {
  /** JSON value of the call; absent where it is bytes. */
  value?: unknown
  /** The call gave a Uint8Array, which follows. */
  binary?: true
  /** Errno's name and Linux's number; resolver errors have their EAI_ name and number 0. */
  error?: { code: Errno | string; errno: number; message: string }
  /** Signals caught since the last answer; empty where shared memory tells of them. */
  signals: number[]
  /** Sys.now() when the answer was made. */
  now: number
}

export function encodeAnswer(answer: Answer, bytes: Uint8Array = EMPTY): Uint8Array {
  const json = encode(JSON.stringify(answer))
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, json.length, true)
  return concat([head, json, bytes])
}
export function decodeAnswer(data: Uint8Array): { answer: Answer; bytes: Uint8Array } {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true)
  return { answer: JSON.parse(decode(data.subarray(4, 4 + length))) as Answer, bytes: data.subarray(4 + length) }
}

/** Layout of the shared memory: Int32 words, then the data of one answer or a part of it. */
export const SHARED = {
  /** 0: nothing; 1: a part of an answer lies in the data, 2: the last part. */
  state: 0,
  /** Bytes of the part. */
  length: 1,
  /** Bit n-1: signal n is pending (1 to 31). */
  signals: 2,
  dataAt: 64,
  bytes: 64 + 1024 * 1024,
} as const
