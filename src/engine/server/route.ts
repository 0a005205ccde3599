/** Routes: a method, a path with {names}, a handler. "{name:.*}" takes slashes, too. */
import type { AbortSignalLike, ApiRequest, ApiResponse, URLSearchParamsLike } from '../../api/transport.ts'

export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParamsLike
  readonly headers: Readonly<Record<string, string>>
  readonly body: ApiRequest['body']
  readonly signal?: AbortSignalLike
  readonly input?: AsyncIterable<Uint8Array>
  /** "1.51" */
  readonly version: string
}
export type Handler = (request: RouteRequest) => Promise<ApiResponse> | ApiResponse
export interface Route {
  readonly method: ApiRequest['method']
  readonly pattern: string
  readonly handler: Handler
}
export const get = (pattern: string, handler: Handler): Route => ({ method: 'GET', pattern, handler })
export const head = (pattern: string, handler: Handler): Route => ({ method: 'HEAD', pattern, handler })
export const post = (pattern: string, handler: Handler): Route => ({ method: 'POST', pattern, handler })
export const put = (pattern: string, handler: Handler): Route => ({ method: 'PUT', pattern, handler })
export const del = (pattern: string, handler: Handler): Route => ({ method: 'DELETE', pattern, handler })

interface Compiled {
  readonly route: Route
  readonly expression: RegExp
  readonly names: readonly string[]
}
export class RouteTable {
  private readonly routes: Compiled[]
  constructor(routes: readonly Route[]) {
    this.routes = routes.map((route) => {
      const names: string[] = []
      const source = route.pattern
        .replace(/[.*+?^$()|[\]\\]/g, (ch) => (ch === '.' || ch === '*' ? ch : `\\${ch}`))
        .replace(/\{(\w+)(:\.\*)?\}/g, (_, name: string, any: string | undefined) => {
          names.push(name)
          return any ? '(.+)' : '([^/]+)'
        })
      return { route, expression: new RegExp(`^${source}$`), names }
    })
  }
  /** The first route of the table that fits; parameters are decoded. */
  match(method: string, path: string): { route: Route; params: Record<string, string> } | null {
    for (const { route, expression, names } of this.routes) {
      if (route.method !== method) continue
      const match = expression.exec(path)
      if (!match) continue
      const params: Record<string, string> = {}
      names.forEach((name, i) => (params[name] = decodeText(match[i + 1]!)))
      return { route, params }
    }
    return null
  }
}
/** Percent-decoding; what is no UTF-8 stays as it is. */
function decodeText(text: string): string {
  let out = ''
  for (const part of text.split(/((?:%[0-9a-fA-F]{2})+)/)) {
    if (!part.startsWith('%')) {
      out += part
      continue
    }
    const bytes = part.match(/%../g)!.map((hex) => parseInt(hex.slice(1), 16))
    out += new TextDecoder().decode(Uint8Array.from(bytes))
  }
  return out
}
/** httputils.BoolValue */
export function boolValue(query: URLSearchParamsLike, name: string): boolean {
  const text = (query.get(name) ?? '').toLowerCase().trim()
  return !['', '0', 'no', 'false', 'none'].includes(text)
}
/** httputils.BoolValueOrDefault */
export const boolValueOr = (query: URLSearchParamsLike, name: string, fallback: boolean): boolean =>
  query.has(name) ? boolValue(query, name) : fallback
/** httputils.Int64ValueOrZero */
export function intValue(query: URLSearchParamsLike, name: string): number {
  const text = query.get(name) ?? ''
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0
}
