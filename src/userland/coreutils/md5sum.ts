/** md5sum(1), sha*sum(1), b2sum(1): digests of files, and their checking. */
import { strerror } from '../../base/abi/errno.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { createDigest } from './lib/hash/digest.ts'
import type { Algorithm } from './lib/hash/digest.ts'
import { LineReader, openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'

/** The digest of a file or of standard input. */
export async function digestOf(command: Command, name: string, algorithm: Algorithm, length?: number): Promise<string> {
  const input = await openInput(command.sys, name)
  const digest = createDigest(algorithm, length)
  try {
    for (let reads = 1; ; reads++) {
      const chunk = await command.sys.read(input.fd)
      if (!chunk.length) return digest.finish()
      digest.update(chunk)
      if (reads % 8 === 0) await command.sys.breathe()
    }
  } finally {
    input.close()
  }
}
/** Names with newlines or backslashes are escaped, and the line begins with a backslash. */
export function digestLine(hash: string, name: string, mark: ' ' | '*'): string {
  const escaped = name.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
  return `${escaped === name ? '' : '\\'}${hash} ${mark}${escaped}`
}

interface CheckWords {
  ok: string
  failed: string
  openFailed: string
}
const s = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`)

export async function checkList(
  command: Command,
  list: string,
  algorithm: Algorithm,
  bits: number,
  title: string,
): Promise<boolean> {
  const { sys } = command
  const words: CheckWords = { ok: 'OK', failed: 'FAILED', openFailed: 'FAILED open or read' }
  const label = list === '-' ? "'standard input'" : quotef(list)
  const input = await tryAsync(() => openInput(sys, list))
  if (isError(input)) {
    await command.complain(`${quotef(list)}: ${strerror(input.code)}`)
    return false
  }
  const status = command.has('status')
  let [lines, bad, mismatched, unread, matched] = [0, 0, 0, 0, 0]
  const reader = new LineReader(sys, input.fd)
  const failure = await tryAsync(async () => {
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      lines++
      if (line.startsWith('#')) continue
      const escaped = line.startsWith('\\')
      const body = (escaped ? line.slice(1) : line).replace(/\r$/, '')
      const tagged = new RegExp(`^${title} \\((.*)\\) = ([0-9a-fA-F]+)$`).exec(body)
      const plain = /^([0-9a-fA-F]+)(?: [ *]|\s)(.+)$/.exec(body)
      const hash = (tagged ? tagged[2] : plain?.[1])?.toLowerCase()
      let name = tagged ? tagged[1] : plain?.[2]
      if (hash === undefined || name === undefined || hash.length !== bits / 4) {
        bad++
        if (command.has('w')) await command.warn(`${label}: ${lines}: improperly formatted ${title} checksum line`)
        continue
      }
      if (escaped) name = name.replace(/\\n/g, '\n').replace(/\\r/g, '\r').replace(/\\\\/g, '\\')
      const shown = quotef(name)
      const found = await tryAsync(() => digestOf(command, name, algorithm, bits))
      if (isError(found)) {
        if (found.code === 'ENOENT' && command.has('ignore-missing')) continue
        await command.complain(`${shown}: ${strerror(found.code)}`)
        unread++
        if (!status) await command.put(`${shown}: ${words.openFailed}\n`)
      } else if (found === hash) {
        matched++
        if (!status && !command.has('quiet')) await command.put(`${shown}: ${words.ok}\n`)
      } else {
        mismatched++
        if (!status) await command.put(`${shown}: ${words.failed}\n`)
      }
    }
  })
  input.close()
  if (isError(failure)) {
    await command.complain(`${quotef(list)}: ${failure.code === 'EISDIR' ? 'read error' : strerror(failure.code)}`)
    return false
  }
  if (matched + mismatched + unread === 0 && !(command.has('ignore-missing') && lines > bad)) {
    await command.complain(`${label}: no properly formatted checksum lines found`)
    return false
  }
  if (!status) {
    if (bad) await command.warn(`WARNING: ${s(bad, 'line is', 'lines are')} improperly formatted`)
    if (unread) await command.warn(`WARNING: ${s(unread, 'listed file', 'listed files')} could not be read`)
    if (mismatched)
      await command.warn(`WARNING: ${s(mismatched, 'computed checksum', 'computed checksums')} did NOT match`)
    if (command.has('ignore-missing') && !matched) await command.warn(`${label}: no file was verified`)
  }
  return !mismatched && !unread && !(command.has('strict') && bad) && (matched > 0 || !command.has('ignore-missing'))
}

function make(name: string, algorithm: Algorithm, bits: number, title: string) {
  return gnu(
    {
      help: name,
      short: algorithm === 'blake2b' ? 'l:bctwz' : 'bctwz',
      long: {
        binary: 'b',
        check: 'c',
        'ignore-missing': 'ignore-missing',
        quiet: 'quiet',
        status: 'status',
        text: 't',
        warn: 'w',
        strict: 'strict',
        tag: 'tag',
        zero: 'z',
        ...(algorithm === 'blake2b' ? { length: 'l' } : {}),
      },
    },
    async (command) => {
      const given = command.value('l')
      if (given !== undefined && (!/^\d+$/.test(given) || Number(given) % 8 || Number(given) > 512))
        await command.die(
          `invalid length: ${quote(given)}${/^\d+$/.test(given) && Number(given) % 8 ? `\n${command.name}: length is not a multiple of 8` : ''}`,
        )
      const length = Number(given) || bits
      const names = command.args.length ? command.args : ['-']
      if (command.has('c')) {
        if (command.has('tag')) await command.usage('the --tag option is meaningless when verifying checksums')
        if (command.has('b') || command.has('t'))
          await command.usage('the --binary and --text options are meaningless when verifying checksums')
        for (const name of names) if (!(await checkList(command, name, algorithm, length, title))) command.status = 1
        return command.status
      }
      for (const flag of ['ignore-missing', 'status', 'quiet', 'strict'])
        if (command.has(flag)) await command.usage(`the --${flag} option is meaningful only when verifying checksums`)
      if (command.has('w')) await command.usage('the --warn option is meaningful only when verifying checksums')
      const end = command.has('z') ? '\0' : '\n'
      for (const name of names) {
        const hash = await tryAsync(() => digestOf(command, name, algorithm, length))
        if (isError(hash)) await command.complain(`${quotef(name)}: ${strerror(hash.code)}`)
        else if (command.has('tag'))
          await command.put(`${title}${length !== bits ? `-${length}` : ''} (${name}) = ${hash}${end}`)
        else
          await command.put(
            (command.has('z')
              ? `${hash} ${command.has('b') ? '*' : ' '}${name}`
              : digestLine(hash, name, command.last('bt') === 'b' ? '*' : ' ')) + end,
          )
      }
      return command.status
    },
  )
}
export const md5sum = make('md5sum', 'md5', 128, 'MD5')
export const sha1sum = make('sha1sum', 'sha1', 160, 'SHA1')
export const sha224sum = make('sha224sum', 'sha224', 224, 'SHA224')
export const sha256sum = make('sha256sum', 'sha256', 256, 'SHA256')
export const sha384sum = make('sha384sum', 'sha384', 384, 'SHA384')
export const sha512sum = make('sha512sum', 'sha512', 512, 'SHA512')
export const b2sum = make('b2sum', 'blake2b', 512, 'BLAKE2b')
