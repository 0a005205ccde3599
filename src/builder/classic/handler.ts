/**
 * POST /build without version=2 (moby api/server/router/build postBuild). What fails before the first word is an error of the request; later
 * it is the stream's last line. With q everything is kept back until something fails; else the image's ID is all there is.
 */
import type { ApiRequest, ApiResponse, AbortSignalLike, URLSearchParamsLike } from '../../api/transport.ts'
import type { AuthConfig, JsonMessage } from '../../api/types/index.ts'
import { Abort } from '../abort.ts'
import { Queue } from '../queue.ts'
import { unbase64 } from '../../base/base64.ts'
import { decode, encode } from '../../base/bytes.ts'
import { classicBuild } from './build.ts'
import { ClassicError, textOf } from './errors.ts'
import type { ClassicHost } from './host.ts'
import { classicOptions } from './options.ts'

interface BuildRequest {
  readonly query: URLSearchParamsLike
  readonly headers: Readonly<Record<string, string>>
  readonly body: ApiRequest['body']
  readonly signal?: AbortSignalLike
}
const line = (message: JsonMessage): Uint8Array =>
  encode(
    `${JSON.stringify(message).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\r\n`,
  )

/** X-Registry-Config: base64url of JSON; nonsense counts as none. */
function registryConfig(headers: Readonly<Record<string, string>>): Record<string, AuthConfig> {
  const text = Object.entries(headers).find(([key]) => key.toLowerCase() === 'x-registry-config')?.[1] ?? ''
  if (text === '') return {}
  try {
    return (JSON.parse(decode(unbase64(text))) ?? {}) as Record<string, AuthConfig>
  } catch {
    return {}
  }
}

export const classicHandler =
  (host: ClassicHost) =>
  async (request: BuildRequest): Promise<ApiResponse> => {
    const options = classicOptions(request.query)
    const abort = new Abort()
    const onAbort = (): void => abort.abort()
    request.signal?.addEventListener('abort', onAbort)
    const out = new Queue<Uint8Array>()
    out.onReturn = onAbort
    let began: () => void = () => {}
    const first = new Promise<void>((resolve) => (began = resolve))
    let flushed = false
    const held: JsonMessage[] = []
    const push = (message: JsonMessage): void => {
      flushed = true
      out.push(line(message))
      began()
    }
    const building = classicBuild({
      host,
      options,
      source: request.body ?? new Uint8Array(0),
      signal: abort,
      auths: registryConfig(request.headers),
      emit: (message) => (options.quiet ? void held.push(message) : push(message)),
    })
    const ended = building
      .then(
        (id) => {
          if (options.quiet) push({ stream: `${id}\n` })
        },
        (error: unknown) => {
          held.forEach(push)
          // Not a word yet: the request itself fails.
          if (!flushed) throw error
          const message = textOf(error)
          const code = error instanceof ClassicError ? error.code : 0
          push({ errorDetail: { ...(code === 0 ? {} : { code }), message }, error: message })
        },
      )
      .finally(() => {
        request.signal?.removeEventListener('abort', onAbort)
        out.end()
      })
    ended.catch(() => {})
    await Promise.race([first, ended])
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: out }
  }
