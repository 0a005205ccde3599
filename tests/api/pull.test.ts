/** A pull that is given up and begun again. */
import { expect, it } from 'vitest'
import type { AbortSignalLike, EngineTransport } from '../../src/api/transport.ts'
import { decode } from '../../src/base/bytes.ts'
import { bootEngine, call } from './engine.ts'

/** The statuses of a pull; `stopAt` says when the client goes away. */
async function pull(api: EngineTransport, image: string, stopAt?: (line: string) => boolean): Promise<string[]> {
  const listeners = new Set<() => void>()
  const signal = {
    aborted: false,
    addEventListener: (_: 'abort', listener: () => void) => listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => listeners.delete(listener),
  }
  const reply = await api.fetch({
    method: 'POST',
    path: '/images/create',
    query: new URLSearchParams({ fromImage: image, tag: 'latest' }),
    headers: {},
    body: null,
    signal: signal as AbortSignalLike,
  })
  const out: string[] = []
  for await (const bytes of reply.body as AsyncIterable<Uint8Array>)
    for (const text of decode(bytes)
      .split('\n')
      .filter((line) => line.trim())) {
      const { id, status } = JSON.parse(text) as { id?: string; status: string }
      out.push(`${id ?? ''} ${status}`)
      if (!signal.aborted && stopAt?.(status)) {
        signal.aborted = true
        for (const listener of listeners) listener()
      }
    }
  return out
}
it('keeps complete layers of an interrupted pull for the next one, until images are pruned', async () => {
  const { api, engine } = await bootEngine()
  const first = await pull(api, 'nginx', (status) => status === 'Pull complete')
  const complete = first.filter((line) => line.endsWith('Pull complete')).length
  expect(complete).toBeGreaterThan(0)
  expect(complete).toBeLessThan(7)
  expect((await call(api, 'GET', '/images/json?all=1')).json).toEqual([])
  const second = await pull(api, 'nginx')
  expect(second.filter((line) => line.endsWith('Already exists')).length).toBeGreaterThanOrEqual(complete)
  expect(second.at(-1)).toBe(' Status: Downloaded newer image for nginx:latest')
  await call(api, 'DELETE', '/images/nginx:latest')
  expect(engine.context.image.layers.all()).toEqual([])

  await pull(api, 'httpd', (status) => status === 'Pull complete')
  expect(engine.context.image.layers.all().length).toBeGreaterThan(0)
  await call(api, 'POST', '/images/prune')
  expect(engine.context.image.layers.all()).toEqual([])
})
