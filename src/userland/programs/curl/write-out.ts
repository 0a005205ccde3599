/** --write-out: %{variables}, \n and its kin, %header{name}, %{json}, %{stderr}. */
import type { Headers } from '../http/message.ts'

export interface Report {
  url: string
  urlNumber: number
  effectiveUrl: string
  method: string
  scheme: string
  httpVersion: string
  status: number
  contentType: string | null
  filename: string | null
  localAddress: string
  localPort: number
  remoteAddress: string
  remotePort: number
  connects: number
  headerCount: number
  redirects: number
  redirectUrl: string | null
  referer: string | null
  downloaded: number
  headerBytes: number
  requestBytes: number
  uploaded: number
  /** ms since the start of the transfer */
  times: {
    namelookup: number
    connect: number
    pretransfer: number
    redirect: number
    starttransfer: number
    total: number
  }
  exitcode: number
  error: string | null
  headers: Headers
}
export const VERSION =
  'libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13'

type Value = string | number | null
function variables(r: Report): Record<string, Value> {
  const seconds = (ms: number): string => (ms / 1000).toFixed(6)
  const total = r.times.total / 1000
  const speed = (bytes: number): number => (total > 0 ? Math.floor(bytes / total) : 0)
  return {
    certs: '',
    content_type: r.contentType,
    errormsg: r.error,
    exitcode: r.exitcode,
    filename_effective: r.filename,
    ftp_entry_path: null,
    http_code: r.status,
    http_connect: 0,
    http_version: r.httpVersion,
    local_ip: r.localAddress,
    local_port: r.localPort,
    method: r.method,
    num_certs: 0,
    num_connects: r.connects,
    num_headers: r.headerCount,
    num_redirects: r.redirects,
    proxy_ssl_verify_result: 0,
    redirect_url: r.redirectUrl,
    referer: r.referer,
    remote_ip: r.remoteAddress,
    remote_port: r.remotePort,
    response_code: r.status,
    scheme: r.scheme,
    size_download: r.downloaded,
    size_header: r.headerBytes,
    size_request: r.requestBytes,
    size_upload: r.uploaded,
    speed_download: speed(r.downloaded),
    speed_upload: speed(r.uploaded),
    ssl_verify_result: 0,
    time_appconnect: '0.000000',
    time_connect: seconds(r.times.connect),
    time_namelookup: seconds(r.times.namelookup),
    time_pretransfer: seconds(r.times.pretransfer),
    time_redirect: seconds(r.times.redirect),
    time_starttransfer: seconds(r.times.starttransfer),
    time_total: seconds(r.times.total),
    url: r.url,
    url_effective: r.effectiveUrl,
    urlnum: r.urlNumber,
  }
}
const PADDED = new Set(['http_code', 'response_code', 'http_connect'])

function json(r: Report): string {
  const values = Object.entries(variables(r)).map(([name, value]) => {
    const bare = value === null || typeof value === 'number' || name.startsWith('time_')
    return `"${name}":${bare ? String(value) : JSON.stringify(value)}`
  })
  return `{${values.join(',')},"curl_version":${JSON.stringify(VERSION)}}`
}
function headerJson(headers: Headers): string {
  const byName = new Map<string, string[]>()
  for (const [name, value] of headers.fields)
    byName.set(name.toLowerCase(), [...(byName.get(name.toLowerCase()) ?? []), value])
  return `{${[...byName].map(([name, values]) => `"${name}":${JSON.stringify(values)}`).join(',\n')}\n}`
}

/** What goes to standard output and standard error, in pieces, in order; `unknown` names are for a complaint. */
export function writeOut(format: string, r: Report): { pieces: { fd: 1 | 2; text: string }[]; unknown: string[] } {
  const pieces: { fd: 1 | 2; text: string }[] = []
  const unknown: string[] = []
  let fd: 1 | 2 = 1
  const put = (text: string): void => {
    const last = pieces.at(-1)
    if (last?.fd === fd) last.text += text
    else pieces.push({ fd, text })
  }
  const known = variables(r)
  for (let i = 0; i < format.length; i++) {
    const char = format[i]!
    const next = format[i + 1]
    if (char === '\\' && next !== undefined) {
      put(next === 'n' ? '\n' : next === 'r' ? '\r' : next === 't' ? '\t' : `\\${next}`)
      i++
    } else if (char === '%' && next === '%') {
      put('%')
      i++
    } else if (char === '%' && next === '{') {
      const end = format.indexOf('}', i)
      if (end < 0) {
        put('%{')
        i++
        continue
      }
      const name = format.slice(i + 2, end)
      i = end
      if (name === 'stdout') fd = 1
      else if (name === 'stderr') fd = 2
      else if (name === 'onerror') {
        if (r.exitcode === 0) break
      } else if (name === 'json') put(json(r))
      else if (name === 'header_json') put(headerJson(r.headers))
      else if (Object.hasOwn(known, name)) {
        const value = known[name]!
        put(PADDED.has(name) ? String(value).padStart(3, '0') : value === null ? '' : String(value))
      } else unknown.push(name)
    } else if (format.startsWith('%header{', i)) {
      const end = format.indexOf('}', i)
      if (end < 0) put('%header{')
      else put(r.headers.get(format.slice(i + 8, end)) ?? '')
      i = end < 0 ? i + 7 : end
    } else put(char)
  }
  return { pieces, unknown }
}
