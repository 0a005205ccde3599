/** The layer view's own paths: what each layer changed, what that wasted, who shares it. */
import { describe, expect, it } from 'vitest'
import type { ImageLayers } from '../../src/api/types/index.ts'
import { bootEngine, call } from './engine.ts'

describe('GET /naru/images/{name}/layers', () => {
  it('shows whalesay as its stack', async () => {
    const { api } = await bootEngine()
    await call(api, 'POST', '/images/create?fromImage=docker/whalesay&tag=latest')
    await call(api, 'POST', '/images/create?fromImage=debian&tag=12')
    const stack = (await call(api, 'GET', '/naru/images/docker/whalesay/layers')).json as ImageLayers
    expect(stack.tags).toEqual(['docker/whalesay:latest'])
    expect(stack.layers.map(({ createdBy, files }) => [createdBy.slice(0, 20), files])).toMatchObject([
      ['ADD rootfs.tar / # b', expect.any(Number)],
      ['CMD ["bash"]', 0],
      ['ADD layer.tar / # bu', expect.any(Number)],
      ['RUN /bin/sh -c mv /u', 2],
      ['ENV PATH=/usr/local/', 0],
      ['COPY docker.cow /usr', 1],
      ['RUN /bin/sh -c ln -s', 1],
      ['CMD ["cowsay"]', 0],
    ])
    expect(stack.layers[0]!.sharedWith).toEqual(['debian:12'])
    expect(stack.layers[2]!.sharedWith).toEqual([])
    expect(stack.wasted.files).toContainEqual({ path: 'usr/share/cowsay/cows/default.cow', bytes: 175, times: 1 })
    expect(stack.size).toBe(stack.layers.reduce((sum, layer) => sum + layer.size, 0))

    const path = `/naru/images/docker/whalesay/layers/${stack.layers[3]!.chainId}`
    expect((await call(api, 'GET', path)).json).toMatchObject({
      files: [
        { path: 'usr/share/cowsay/cows/default.cow', type: 'file', change: 'removed', size: 175 },
        { path: 'usr/share/cowsay/cows/orig-default.cow', type: 'file', change: 'added', mode: 0o644, size: 175 },
      ],
      more: 0,
    })
    const unknown = await call(api, 'GET', '/naru/images/docker/whalesay/layers/sha256:0')
    expect(unknown.status).toBe(404)
  })
})
