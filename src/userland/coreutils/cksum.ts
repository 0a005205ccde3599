/** cksum(1) with its default CRC and -a for digests; sum(1). */
import { strerror } from '../../base/abi/errno.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { choose } from './lib/argmatch.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { Crc, OldSum } from './lib/hash/digest.ts'
import type { Algorithm } from './lib/hash/digest.ts'
import { openInput } from './lib/io.ts'
import { quotef } from './lib/quote.ts'
import { digestOf } from './md5sum.ts'

/** Feeds a file to `update`; returns its length. */
export async function feed(sys: Sys, name: string, update: (bytes: Uint8Array) => void): Promise<number> {
  const input = await openInput(sys, name)
  let length = 0
  try {
    for (let reads = 1; ; reads++) {
      const chunk = await sys.read(input.fd)
      if (!chunk.length) return length
      length += chunk.length
      update(chunk)
      if (reads % 16 === 0) await sys.breathe()
    }
  } finally {
    input.close()
  }
}
const NAMES: Record<string, Algorithm | 'crc' | 'bsd' | 'sysv'> = {
  bsd: 'bsd',
  sysv: 'sysv',
  crc: 'crc',
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  blake2b: 'blake2b',
}

export const cksum = gnu(
  {
    help: 'cksum',
    short: 'a:l:cz',
    long: { algorithm: 'a', length: 'l', check: 'c', untagged: 'untagged', tag: 'tag', zero: 'z', debug: 'debug' },
  },
  async (command) => {
    const algorithm = await choose(command, '--algorithm', command.value('a') ?? 'crc', NAMES)
    if (command.has('c')) return command.die('--check is not simulated yet')
    for (const name of command.args.length ? command.args : ['-']) {
      const shown = command.args.length ? ` ${name}` : ''
      const line = await tryAsync(async () => {
        if (algorithm === 'crc') {
          const crc = new Crc()
          const length = await feed(command.sys, name, (bytes) => crc.update(bytes))
          return `${crc.finish()} ${length}${shown}`
        }
        if (algorithm === 'bsd' || algorithm === 'sysv') {
          const sum = new OldSum()
          const length = await feed(command.sys, name, (bytes) => sum.update(bytes))
          return oldLine(algorithm, sum, length, shown)
        }
        const hash = await digestOf(command, name, algorithm)
        return command.has('untagged')
          ? `${hash}  ${name}`
          : `${algorithm === 'blake2b' ? 'BLAKE2b' : algorithm.toUpperCase()} (${name}) = ${hash}`
      })
      if (isError(line)) await command.complain(`${quotef(name)}: ${strerror(line.code)}`)
      else await command.put(line + (command.has('z') ? '\0' : '\n'))
    }
    return command.status
  },
)
function oldLine(kind: 'bsd' | 'sysv', sum: OldSum, length: number, shown: string): string {
  if (kind === 'sysv') return `${sum.sysv} ${Math.ceil(length / 512)}${shown}`
  return `${String(sum.bsd).padStart(5, '0')} ${String(Math.ceil(length / 1024)).padStart(5)}${shown}`
}
export const sum = gnu({ help: 'sum', short: 'rs', long: { sysv: 's' } }, async (command) => {
  const kind = command.last('rs') === 's' ? 'sysv' : 'bsd'
  for (const name of command.args.length ? command.args : ['-']) {
    const line = await tryAsync(async () => {
      const old = new OldSum()
      const length = await feed(command.sys, name, (bytes) => old.update(bytes))
      return oldLine(kind, old, length, command.args.length ? ` ${name}` : '')
    })
    if (isError(line)) await command.complain(`${quotef(name)}: ${strerror(line.code)}`)
    else await command.put(`${line}\n`)
  }
  return command.status
})
