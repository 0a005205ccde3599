/** What is sent: -d and its kin, -F, -T, --json. */
import { concat, decode, encode } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { hex } from '../../../base/rng.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { percentEncode } from '../http/url.ts'
import type { Settings } from './options.ts'

export interface Body {
  data: Uint8Array
  type: string | null
}
/** An error of the command line: exit status 2, or 26. */
export class BodyError extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

async function fileOf(sys: Sys, name: string): Promise<Uint8Array> {
  if (name === '-') return sys.readAll(0)
  try {
    return sys.readFile(name)
  } catch (error) {
    if (error instanceof SysError) throw new BodyError('', 26)
    throw error
  }
}

/** The parts of -d, joined by ampersands; null when there are none. */
export async function dataBody(sys: Sys, settings: Settings): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  const given = settings.values('data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json', 'url-query')
  for (const { name, value } of given) {
    if (name === 'url-query') continue
    let part: Uint8Array
    if (
      name === 'data-raw' ||
      ((name === 'data' || name === 'data-ascii' || name === 'data-binary' || name === 'json') && value[0] !== '@')
    )
      part = encode(value)
    else if (name === 'data-urlencode') part = encode(await urlEncoded(sys, value))
    else {
      try {
        part = await fileOf(sys, value.slice(1))
      } catch (error) {
        if (error instanceof BodyError) throw new BodyError(`Can't open '${value.slice(1)}'!`, 2)
        throw error
      }
      if (name !== 'data-binary' && name !== 'json') part = encode(decode(part).replace(/[\r\n\0]/g, ''))
    }
    if (parts.length && name !== 'json') parts.push(encode('&'))
    parts.push(part)
  }
  return given.some(({ name }) => name !== 'url-query') ? concat(parts) : null
}
export async function urlEncoded(sys: Sys, value: string): Promise<string> {
  const safe = '-._~'
  const match = /^([^=@]*)([=@])([\s\S]*)$/.exec(value)
  if (!match) return percentEncode(value, safe)
  const content = match[2] === '@' ? decode(await fileOf(sys, match[3]!)) : match[3]!
  return `${match[1] ? `${match[1]}=` : ''}${percentEncode(content, safe)}`
}

const TYPES: Record<string, string> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
}
export async function formBody(sys: Sys, settings: Settings): Promise<Body | null> {
  const fields = settings.values('form', 'form-string')
  if (!fields.length) return null
  const boundary = `------------------------${hex(sys.rng.bytes(8))}`
  const parts: Uint8Array[] = []
  for (const { name: option, value } of fields) {
    const equals = value.indexOf('=')
    if (equals < 0) throw new BodyError('Illegally formatted input field!', 2)
    const name = value.slice(0, equals)
    let content = value.slice(equals + 1)
    let head = `Content-Disposition: form-data; name="${name}"`
    let data: Uint8Array
    if (option === 'form' && /^[@<]/.test(content)) {
      const [file = '', ...attributes] = content.slice(1).split(';')
      const attribute = (key: string): string | undefined =>
        attributes.find((part) => part.startsWith(`${key}=`))?.slice(key.length + 1)
      try {
        data = await fileOf(sys, file)
      } catch (error) {
        if (error instanceof BodyError) throw new BodyError('Failed to open/read local data from file/application', 26)
        throw error
      }
      if (content[0] === '@') {
        const shown = attribute('filename') ?? file.slice(file.lastIndexOf('/') + 1)
        const type =
          attribute('type') ?? TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
        head += `; filename="${shown}"\r\nContent-Type: ${type}`
      } else if (attribute('type')) head += `\r\nContent-Type: ${attribute('type')}`
    } else {
      if (option === 'form') {
        const [text = '', ...attributes] = content.split(';')
        const type = attributes.find((part) => part.startsWith('type='))
        if (type) {
          content = text
          head += `\r\nContent-Type: ${type.slice(5)}`
        }
      }
      data = encode(content)
    }
    parts.push(encode(`--${boundary}\r\n${head}\r\n\r\n`), data, encode('\r\n'))
  }
  parts.push(encode(`--${boundary}--\r\n`))
  return { data: concat(parts), type: `multipart/form-data; boundary=${boundary}` }
}
