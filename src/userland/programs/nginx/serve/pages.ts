/** nginx's own pages: errors and redirects, directory listings. */
import { encode } from '../../../../base/bytes.ts'
import { isDir } from '../../../../base/abi/files.ts'
import { SysError } from '../../../../base/abi/errno.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { dayMinuteDate } from '../../http/date.ts'
import { escapeHtml, percentEncode } from '../../http/url.ts'
import { VERSION } from './state.ts'

/** Titles of the pages. */
const TITLES: Record<number, string> = {
  301: '301 Moved Permanently',
  302: '302 Found',
  303: '303 See Other',
  307: '307 Temporary Redirect',
  308: '308 Permanent Redirect',
  400: '400 Bad Request',
  401: '401 Authorization Required',
  402: '402 Payment Required',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Not Allowed',
  406: '406 Not Acceptable',
  408: '408 Request Time-out',
  409: '409 Conflict',
  410: '410 Gone',
  411: '411 Length Required',
  412: '412 Precondition Failed',
  413: '413 Request Entity Too Large',
  414: '414 Request-URI Too Large',
  415: '415 Unsupported Media Type',
  416: '416 Requested Range Not Satisfiable',
  421: '421 Misdirected Request',
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
  501: '501 Not Implemented',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
  505: '505 HTTP Version Not Supported',
  507: '507 Insufficient Storage',
}
/** Status lines. */
const LINES: Record<number, string> = {
  200: '200 OK',
  201: '201 Created',
  202: '202 Accepted',
  204: '204 No Content',
  206: '206 Partial Content',
  302: '302 Moved Temporarily',
  304: '304 Not Modified',
}
export const statusLine = (status: number): string => LINES[status] ?? TITLES[status] ?? `${status} `
export const hasPage = (status: number): boolean => TITLES[status] !== undefined

const PADDING = '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n'.repeat(6)

/** `tokens`: server_tokens; `padded`: for browsers that show pages of their own for short ones. */
export function errorPage(status: number, tokens: boolean, padded: boolean): Uint8Array {
  const title = TITLES[status] ?? String(status)
  const sign = tokens ? `nginx/${VERSION}` : 'nginx'
  return encode(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${sign}</center>\r\n</body>\r\n</html>\r\n${
      padded && status >= 400 ? PADDING : ''
    }`,
  )
}

const NAME_WIDTH = 50
export function listing(sys: Sys, directory: string, uri: string, exactSize: boolean): string {
  const entries: { name: string; stat: Stat }[] = []
  for (const { name } of sys.readdir(directory)) {
    if (name.startsWith('.')) continue
    try {
      entries.push({ name, stat: sys.stat(`${directory}/${name}`) })
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  entries.sort((a, b) => Number(isDir(b.stat)) - Number(isDir(a.stat)) || (a.name < b.name ? -1 : 1))
  const title = escapeHtml(uri)
  let out = `<html>\r\n<head><title>Index of ${title}</title></head>\r\n<body>\r\n<h1>Index of ${title}</h1><hr><pre><a href="../">../</a>\r\n`
  for (const { name, stat } of entries) {
    const slash = isDir(stat) ? '/' : ''
    const shown = name + slash
    const characters = [...shown]
    const text =
      characters.length > NAME_WIDTH
        ? `${escapeHtml(characters.slice(0, NAME_WIDTH - 3).join(''))}..&gt;`
        : escapeHtml(shown)
    const pad = ' '.repeat(Math.max(0, NAME_WIDTH - Math.min(characters.length, NAME_WIDTH)))
    const size = slash ? '-' : exactSize ? String(stat.size) : rounded(stat.size)
    out += `<a href="${percentEncode(name, "-_.!~*'(),:@&=+$;")}${slash}">${text}</a>${pad} ${dayMinuteDate(stat.mtime)} ${size.padStart(exactSize ? 19 : 7)}\r\n`
  }
  return `${out}</pre><hr></body>\r\n</html>\r\n`
}
function rounded(bytes: number): string {
  if (bytes > 1024 ** 3 - 1) return `${Math.round(bytes / 1024 ** 3)}G`
  if (bytes > 1024 ** 2 - 1) return `${Math.round(bytes / 1024 ** 2)}M`
  if (bytes > 9999) return `${Math.round(bytes / 1024)}K`
  return String(bytes)
}
