/** What `docker import URL` fetches (moby builder/remotecontext GetWithStatusError). */
import type { AbortSignalLike } from '../../api/transport.ts'
import { messageOf, notFound, system } from '../../api/types/index.ts'
import { decode } from '../../base/bytes.ts'
import { download } from '../build/download.ts'
import type { ContainerContext } from '../container/context.ts'

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}
const NEVER: AbortSignalLike = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} }

export async function downloadArchive(ctx: ContainerContext, url: string, signal = NEVER): Promise<Uint8Array> {
  let reply
  try {
    reply = await download(ctx, url, signal)
  } catch (error) {
    throw /no such host$/.test(messageOf(error)) ? notFound(messageOf(error)) : system(messageOf(error))
  }
  if (reply.status < 400) return reply.body
  const reason = REASONS[reply.status]
  const status = reason === undefined ? String(reply.status) : `${reply.status} ${reason}`
  const text = `failed to GET ${url} with status ${status}: ${decode(reply.body.subarray(0, 10_000)).trim()}`
  throw reply.status === 404 ? notFound(text) : system(text)
}
