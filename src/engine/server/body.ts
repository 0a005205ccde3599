/** Request bodies (moby api/server/httputils): JSON with Go's complaints, and what else is uploaded. */
import { concat, decode } from '../../base/bytes.ts'
import { unbase64 } from '../../base/base64.ts'
import type { ApiRequest } from '../../api/transport.ts'
import type { AuthConfig } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import { jsonSyntaxError } from './json-error.ts'
import type { RouteRequest } from './route.ts'

export async function bytesOf(body: ApiRequest['body']): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0)
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return concat(parts)
}
export function header(request: RouteRequest, name: string): string {
  const wanted = name.toLowerCase()
  for (const [key, value] of Object.entries(request.headers)) if (key.toLowerCase() === wanted) return value
  return ''
}
/** The body as JSON; an empty one is `{}`. Throws invalidParameter. */
export async function readJson<T extends object>(request: RouteRequest): Promise<T> {
  const data = await bytesOf(request.body)
  const type = header(request, 'content-type')
  const bare = type.split(';')[0]!.trim().toLowerCase()
  if (data.length > 0 || type !== '') {
    if (bare !== 'application/json' && !(data.length === 0 && bare === '')) {
      throw invalid(`unsupported Content-Type header (${type}): must be 'application/json'`)
    }
  }
  if (data.length === 0) return {} as T
  const text = decode(data)
  try {
    const value: unknown = JSON.parse(text)
    if (value === null) return {} as T
    if (typeof value !== 'object' || Array.isArray(value)) {
      const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
      throw invalid(`invalid JSON: json: cannot unmarshal ${kind} into Go value of type container.CreateRequest`)
    }
    return value as T
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`invalid JSON: ${jsonSyntaxError(text)}`)
    throw error
  }
}
/** X-Registry-Auth: base64url of JSON; nonsense counts as none, as in moby. */
export function registryAuth(request: RouteRequest): AuthConfig | null {
  const text = header(request, 'x-registry-auth')
  if (text === '') return null
  try {
    const json = decode(unbase64(text))
    return JSON.parse(json) as AuthConfig
  } catch {
    return null
  }
}
