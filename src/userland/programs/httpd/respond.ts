/** What the server answers to one request: the default handler for files, directories, redirects, errors. */
import { encode, EMPTY } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { isDir, isFile } from '../../../base/abi/files.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { httpDate, parseHttpDate } from '../http/date.ts'
import { Headers } from '../http/message.ts'
import type { Request } from '../http/message.ts'
import { extensionOf } from '../http/mime.ts'
import { parseRange } from '../http/range.ts'
import { percentDecode, percentEncode, removeDots } from '../http/url.ts'
import { autoindex } from './autoindex.ts'
import { allows, inNetwork } from './config/require.ts'
import type { DirSettings, ServerConfig, VirtualHost } from './config/types.ts'
import type { ErrorLine } from './logs.ts'
import { errorPage } from './pages.ts'
import { locate, Refused, settingsFor } from './walk.ts'

export interface Exchange {
  sys: Sys
  config: ServerConfig
  host: VirtualHost
  request: Request
  client: { address: string; port: number }
  local: { address: string; port: number }
  types: ReadonlyMap<string, string>
  signature: string
  log(line: ErrorLine): Promise<void>
}
export interface Answer {
  status: number
  headers: Headers
  body: Uint8Array
  /** What was served, for %f. */
  file: string
  /** Of the request as it came, when an ErrorDocument took its place. */
  originalStatus: number
}

const clientName = (x: Exchange): string => `${x.client.address}:${x.client.port}`
const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'PATCH',
  'CONNECT',
  'PROPFIND',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
])
/** What the default handler can do (in the order of Apache's hash of methods). */
const ALLOW = 'HEAD,GET,POST,OPTIONS,TRACE'

/** The name that the server gives itself in redirects: the Host header's (UseCanonicalName Off). */
function selfReference(x: Exchange, path: string): string {
  const host =
    x.request.headers.get('Host') ??
    (x.host.serverName ?? x.local.address).replace(/:\d+$/, '') + (x.local.port === 80 ? '' : `:${x.local.port}`)
  return `http://${host}${path}`
}

export async function answer(x: Exchange): Promise<Answer> {
  const { request } = x
  if (!METHODS.has(request.method)) return fail(x, 501, x.host.settings, '')
  if (request.version === '1.1' && !request.headers.has('Host')) {
    await x.log({
      module: 'core',
      level: 'info',
      message: 'AH00569: client sent HTTP/1.1 request without hostname (see RFC2616 section 14.23): ' + request.target,
    })
    return fail(x, 400, x.host.settings, '')
  }
  if (request.target === '*')
    return request.method === 'OPTIONS'
      ? plain(200, new Headers([['Allow', ALLOW]]))
      : fail(x, 400, x.host.settings, '')
  const target = request.target.replace(/^[a-z]+:\/\/[^/]*/i, '') || '/'
  if (!target.startsWith('/')) return fail(x, 400, x.host.settings, '')
  const [, rawPath, query] = /^([^?]*)(\?.*)?$/s.exec(target)!
  if (/%(?![0-9a-fA-F]{2})/.test(rawPath!)) return fail(x, 400, x.host.settings, '')
  if (/%2f/i.test(rawPath!) || /%00/.test(rawPath!)) return fail(x, 404, x.host.settings, '')
  const decoded = percentDecode(rawPath!)
  if (climbs(decoded)) {
    await x.log({
      module: 'core',
      level: 'error',
      client: clientName(x),
      message: `AH10244: invalid URI path (${rawPath})`,
    })
    return fail(x, 400, x.host.settings, '')
  }
  const path = removeDots(decoded).replace(/\/{2,}/g, '/')
  return serve(x, path, query ?? '', null)
}
function climbs(path: string): boolean {
  let depth = 0
  for (const part of path.split('/').slice(1)) {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    if (depth < 0) return true
  }
  return false
}

/** `failed`: an ErrorDocument is served for this status. */
async function serve(x: Exchange, path: string, query: string, failed: number | null): Promise<Answer> {
  const mapped = translate(x, path)
  if (mapped.kind === 'redirect')
    return redirectTo(x, mapped.status, mapped.to + (query && !mapped.to.includes('?') ? query : ''), '')
  let found: { file: string; stat: Stat | null; pathInfo: string }
  let settings: DirSettings = x.host.settings
  try {
    found = locate(x.sys, mapped.root, mapped.rest, path)
    settings = settingsFor(x.sys, x.config, x.host, path, found.file, found.stat !== null && isDir(found.stat))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await x.log({
      module: 'core',
      level: error.status === 500 ? 'alert' : 'error',
      client: clientName(x),
      message: error.message,
      errno: error.error?.code,
    })
    return fail(x, error.status, settings, '', failed)
  }
  const { file, stat } = found
  if (!permitted(x, settings)) {
    await x.log({
      module: settings.require ? 'authz_core' : 'access_compat',
      level: 'error',
      client: clientName(x),
      message: `${settings.require ? 'AH01630' : 'AH01797'}: client denied by server configuration: ${file}`,
    })
    return fail(x, 403, settings, file, failed)
  }
  const { method } = x.request
  if (method === 'TRACE') {
    const head = new Headers([['Content-Type', 'message/http']])
    const body = encode(
      `${x.request.line}\r\n${x.request.headers.fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    )
    return { ...plain(200, head), body }
  }
  if (method === 'OPTIONS') return plain(200, withActions(new Headers([['Allow', ALLOW]]), settings, true))
  if (!stat || found.pathInfo !== '') {
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return notAllowed(x, settings, file)
    await x.log({
      module: 'core',
      level: 'info',
      client: clientName(x),
      message: `AH00128: File does not exist: ${file}${found.pathInfo}`,
    })
    return fail(x, 404, settings, file, failed)
  }
  if (isDir(stat)) return directory(x, path, query, file, settings, failed)
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return notAllowed(x, settings, file)
  if (!isFile(stat)) {
    await x.log({
      module: 'core',
      level: 'error',
      client: clientName(x),
      message: `AH00027: object is not a file, directory or symlink: ${path}`,
    })
    return fail(x, 403, settings, file, failed)
  }
  return fileAnswer(x, file, stat, settings, failed)
}

type Mapped = { kind: 'file'; root: string; rest: string } | { kind: 'redirect'; status: number; to: string }
function translate(x: Exchange, path: string): Mapped {
  const aliases = [...x.host.aliases, ...(x.host === x.config.main ? [] : x.config.main.aliases)]
  for (const { kind, from, to, status } of [
    ...aliases.filter((a) => a.kind === 'redirect'),
    ...aliases.filter((a) => a.kind === 'alias'),
  ]) {
    let target: string | null = null
    if (typeof from === 'string') {
      const prefix = from.replace(/\/+$/, '')
      if (from.endsWith('/') ? path.startsWith(from) : path === prefix || path.startsWith(`${prefix}/`))
        target = to + path.slice(from.length)
    } else {
      const match = from.exec(path)
      if (match) target = to.replace(/\$(\d)/g, (_, n: string) => match[+n] ?? '')
    }
    if (target === null) continue
    if (kind === 'alias') return { kind: 'file', root: '', rest: target }
    return { kind: 'redirect', status, to: target.startsWith('/') ? selfReference(x, target) : target }
  }
  return { kind: 'file', root: x.host.documentRoot, rest: path }
}

function permitted(x: Exchange, settings: DirSettings): boolean {
  const { address } = x.client
  if (settings.order) {
    const listed = (list: string[] | undefined): boolean =>
      (list ?? []).some((value) => value.toLowerCase() === 'all' || inNetwork(address, value))
    const allowed = listed(settings.allow)
    const denied = listed(settings.deny)
    return settings.order === 'allow,deny' ? allowed && !denied : allowed || !denied
  }
  const rules = settings.require
  return !rules || rules.some((rule) => allows(rule, { address, method: x.request.method }))
}

async function directory(
  x: Exchange,
  path: string,
  query: string,
  file: string,
  settings: DirSettings,
  failed: number | null,
): Promise<Answer> {
  const { method } = x.request
  if (!path.endsWith('/') && settings.directorySlash !== false)
    return redirectTo(x, 301, selfReference(x, `${percentEncode(path, "$-_.+!*'(),:@&=/~;")}/${query}`), file)
  const names = settings.directoryIndex ?? (x.config.modules.has('dir_module') ? ['index.html'] : [])
  for (const name of names) {
    const inner = name.startsWith('/') ? name : `${path.replace(/\/?$/, '/')}${name}`
    const mapped = translate(x, inner)
    if (mapped.kind === 'redirect') continue
    try {
      const found = locate(x.sys, mapped.root, mapped.rest, inner)
      if (found.stat && isFile(found.stat) && found.pathInfo === '') return serve(x, inner, query, failed)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return serve(x, inner, query, failed)
    }
  }
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return notAllowed(x, settings, file)
  const options = settings.options?.set ?? new Set(['FollowSymLinks'])
  const slashed = file.replace(/\/?$/, '/')
  if (!x.config.modules.has('autoindex_module')) return fail(x, 404, settings, file, failed)
  if (!options.has('Indexes')) {
    await x.log({
      module: 'autoindex',
      level: 'error',
      client: clientName(x),
      message: `AH01276: Cannot serve directory ${slashed}: No matching DirectoryIndex (${names.join(',') || 'none'}) found, and server-generated directory index forbidden by Options directive`,
    })
    return fail(x, 403, settings, file, failed)
  }
  let page: string
  try {
    page = autoindex(x.sys, file, path, settings.indexOptions ?? new Set(), settings.indexIgnore ?? [], query)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await x.log({
      module: 'autoindex',
      level: 'error',
      client: clientName(x),
      errno: error.code,
      message: `AH01275: Can't open directory for index: ${slashed}`,
    })
    return fail(x, 403, settings, file, failed)
  }
  const headers = withActions(new Headers(), settings, true)
  const body = encode(page)
  headers.add('Content-Length', String(body.length))
  headers.add('Content-Type', 'text/html;charset=ISO-8859-1')
  return { status: failed ?? 200, headers, body, file: slashed, originalStatus: failed ?? 200 }
}

export const etagOf = (stat: Stat, fields: readonly string[] | undefined): string | null => {
  const parts: string[] = []
  const chosen = fields ?? ['mtime', 'size']
  if (chosen.includes('none')) return null
  if (chosen.includes('inode') || chosen.includes('all')) parts.push(stat.ino.toString(16))
  if (chosen.includes('size') || chosen.includes('all')) parts.push(stat.size.toString(16))
  if (chosen.includes('mtime') || chosen.includes('all')) parts.push(Math.round(stat.mtime * 1000).toString(16))
  return parts.length ? `"${parts.join('-')}"` : null
}

async function fileAnswer(
  x: Exchange,
  file: string,
  stat: Stat,
  settings: DirSettings,
  failed: number | null,
): Promise<Answer> {
  let content: Uint8Array
  try {
    content = x.sys.readFile(file)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    await x.log({
      module: 'core',
      level: 'error',
      errno: error.code,
      client: clientName(x),
      message: `AH00132: file permissions deny server access: ${file}`,
    })
    return fail(x, 403, settings, file, failed)
  }
  const headers = new Headers()
  const modified = Math.min(stat.mtime, x.sys.now())
  const etag = etagOf(stat, settings.fileETag)
  headers.add('Last-Modified', httpDate(modified))
  if (etag) headers.add('ETag', etag)
  headers.add('Accept-Ranges', 'bytes')
  withActions(headers, settings, true)
  const extension = extensionOf(file)
  let type = settings.forceType ?? settings.types?.get(extension) ?? x.types.get(extension)
  if (type && settings.defaultCharset && /^text\/(plain|html)$/.test(type))
    type += `;charset=${settings.defaultCharset}`
  const done = (status: number, body: Uint8Array): Answer => ({
    status: failed ?? status,
    headers,
    body,
    file,
    originalStatus: failed ?? status,
  })
  if (failed === null) {
    const condition = conditions(x.request, etag, modified)
    if (condition === 412) return fail(x, 412, settings, file)
    if (condition === 304) return done(304, EMPTY)
    const range = x.request.headers.get('Range')
    const ifRange = x.request.headers.get('If-Range')
    if (range !== undefined && (ifRange === undefined || ifRange === etag || ifRange === httpDate(modified))) {
      const ranges = parseRange(range, content.length)
      if (ranges?.length === 0) {
        const answer = await fail(x, 416, settings, file)
        answer.headers.fields.unshift(['Content-Range', `bytes */${content.length}`])
        return answer
      }
      if (ranges?.length === 1) {
        const { start, end } = ranges[0]!
        headers.add('Content-Length', String(end - start + 1))
        headers.add('Content-Range', `bytes ${start}-${end}/${content.length}`)
        if (type) headers.add('Content-Type', type)
        return done(206, content.subarray(start, end + 1))
      }
    }
  }
  headers.add('Content-Length', String(content.length))
  if (type) headers.add('Content-Type', type)
  return done(200, content)
}

/** If-Match and its kin (RFC 9110, section 13): 304, 412, or null to go on. */
export function conditions(request: Request, etag: string | null, modified: number): 304 | 412 | null {
  const { headers, method } = request
  const seconds = Math.floor(modified / 1000)
  const listed = (field: string): boolean =>
    field.trim() === '*' || field.split(',').some((part) => part.trim().replace(/^W\//, '') === etag)
  const match = headers.get('If-Match')
  if (match !== undefined && !listed(match)) return 412
  const unmodified = headers.get('If-Unmodified-Since')
  const unmodifiedAt = unmodified === undefined ? null : parseHttpDate(unmodified)
  if (match === undefined && unmodifiedAt !== null && seconds > unmodifiedAt / 1000) return 412
  const reads = method === 'GET' || method === 'HEAD'
  const noneMatch = headers.get('If-None-Match')
  if (noneMatch !== undefined) return listed(noneMatch) ? (reads ? 304 : 412) : null
  const since = headers.get('If-Modified-Since')
  const sinceAt = since === undefined ? null : parseHttpDate(since)
  return reads && sinceAt !== null && seconds <= sinceAt / 1000 ? 304 : null
}

function withActions(headers: Headers, settings: DirSettings, success: boolean): Headers {
  for (const { action, always, name, value } of settings.headers ?? []) {
    if (!success && !always) continue
    if (action === 'unset') headers.delete(name)
    else if (action === 'add') headers.add(name, value)
    else if (action === 'set') headers.set(name, value)
    else if (action === 'setifempty') {
      if (!headers.has(name)) headers.add(name, value)
    } else if (!(action === 'merge' && headers.lists(name, value.toLowerCase())))
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  return headers
}

const plain = (status: number, headers: Headers): Answer => {
  headers.add('Content-Length', '0')
  return { status, headers, body: EMPTY, file: '', originalStatus: status }
}
async function notAllowed(x: Exchange, settings: DirSettings, file: string): Promise<Answer> {
  const out = await fail(x, 405, settings, file)
  out.headers.fields.unshift(['Allow', ALLOW])
  return out
}
function redirectTo(x: Exchange, status: number, location: string, file: string): Answer {
  if (status < 300 || status > 399) return page(x, status, file, {})
  return page(x, status, file, { location })
}
function page(x: Exchange, status: number, file: string, options: { location?: string; recursive?: number }): Answer {
  const headers = new Headers()
  if (options.location !== undefined) headers.add('Location', options.location)
  const body = encode(
    errorPage(status, {
      method: x.request.method,
      admin: x.host.serverAdmin ?? x.config.main.serverAdmin ?? '[no address given]',
      signature: x.config.serverSignature ? x.signature : '',
      ...options,
    }),
  )
  headers.add('Content-Length', String(body.length))
  headers.add('Content-Type', 'text/html; charset=iso-8859-1')
  return { status, headers, body, file, originalStatus: status }
}

/** An error: Apache's own page, or what ErrorDocument says. */
async function fail(
  x: Exchange,
  status: number,
  settings: DirSettings,
  file: string,
  already: number | null = null,
): Promise<Answer> {
  const document = settings.errorDocuments?.get(status)
  let out: Answer
  if (already !== null) out = page(x, already, file, { recursive: status })
  else if (document === undefined || document === 'default') out = page(x, status, file, {})
  else if (document.startsWith('/')) out = await serve(x, document, '', status)
  else if (/^[a-z]+:\/\//i.test(document)) out = redirectTo(x, 302, document, file)
  else {
    const body = encode(document.replace(/^"/, ''))
    const headers = new Headers([
      ['Content-Length', String(body.length)],
      ['Content-Type', 'text/html; charset=iso-8859-1'],
    ])
    out = { status, headers, body, file, originalStatus: status }
  }
  const always = withActions(new Headers(), { headers: settings.headers?.filter((action) => action.always) }, false)
  out.headers.fields.unshift(...always.fields)
  out.originalStatus = status
  return out
}
