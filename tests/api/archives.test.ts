/** What real Docker saved and exported, loaded, inspected and saved again; and archives that are broken. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { EngineTransport } from '../../src/api/transport.ts'
import type { ImageInspect } from '../../src/api/types/index.ts'
import { concat, encode, equal } from '../../src/base/bytes.ts'
import { readTar, tarBytes, type TarEntry } from '../../src/base/tar.ts'
import { bodyOf, bootEngine, call } from './engine.ts'

const FOLDER = join(import.meta.dirname, '../archives')
const archive = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)))
const IDS = new Map(
  readFileSync(join(FOLDER, 'ids.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name, id, layers]) => [name!, { id: id!, layers: JSON.parse(layers!) as string[] }]),
)
async function post(api: EngineTransport, path: string, body: Uint8Array): Promise<{ status: number; text: string }> {
  const [bare = '', query = ''] = path.split(/\?(.*)/s)
  const reply = await api.fetch({ method: 'POST', path: bare, query: new URLSearchParams(query), headers: {}, body })
  return { status: reply.status, text: await bodyOf(reply) }
}
async function get(api: EngineTransport, path: string): Promise<Uint8Array> {
  const [bare = '', query = ''] = path.split(/\?(.*)/s)
  const reply = await api.fetch({
    method: 'GET',
    path: bare,
    query: new URLSearchParams(query),
    headers: {},
    body: null,
  })
  expect(reply.status).toBe(200)
  const parts: Uint8Array[] = []
  for await (const part of reply.body as AsyncIterable<Uint8Array>) parts.push(part.slice())
  return concat(parts)
}
const inspect = async (api: EngineTransport, name: string): Promise<ImageInspect> =>
  (await call(api, 'GET', `/images/${name}/json`)).json as ImageInspect
const check = async (api: EngineTransport, name: string): Promise<void> => {
  const image = await inspect(api, name)
  expect([image.Id, image.RootFS.Layers]).toEqual([IDS.get(name)!.id, IDS.get(name)!.layers])
}

describe('docker load', () => {
  it('gives the IDs of real Docker, and saves the very bytes again', async () => {
    const { api } = await bootEngine()
    for (const name of ['one-image.tar', 'two-images.tar.gz'])
      expect(await post(api, '/images/load?quiet=1', archive(name))).toMatchObject({ status: 200 })
    await check(api, 'naru/data:1')
    await check(api, 'naru/more:2')
    const saved = await get(api, '/images/get?names=naru/more:2')
    expect(equal(saved, archive('one-image.tar'))).toBe(true)
    const both = await get(api, '/images/get?names=naru/data&names=naru/more:2')
    expect(equal(both, new Uint8Array(gunzipSync(archive('two-images.tar.gz'))))).toBe(true)

    const { api: other } = await bootEngine({ seed: 2 })
    await post(other, '/images/load?quiet=1', new Uint8Array(gzipSync(both)))
    for (const name of IDS.keys()) {
      await check(other, name)
      const [a, b] = [await inspect(api, name), await inspect(other, name)]
      expect({ ...a, Metadata: null }).toEqual({ ...b, Metadata: null })
    }
  })
  it('says what is wrong with an archive, and keeps nothing of it', async () => {
    const { api, engine } = await bootEngine()
    const entries = readTar(archive('one-image.tar'))
    const change = (find: (entry: TarEntry) => boolean, to: (entry: TarEntry) => TarEntry[]): Uint8Array =>
      tarBytes(entries.flatMap((entry) => (find(entry) ? to(entry) : [entry])))
    const text = (value: string): Pick<TarEntry, 'content'> => ({
      content: { size: encode(value).length, extents: [{ offset: 0, data: encode(value) }] },
    })
    const layer = (entry: TarEntry): boolean => entry.name.includes('80524a71bb')
    const manifest = (entry: TarEntry): boolean => entry.name === 'manifest.json'
    for (const [body, message] of [
      [encode('this is no archive at all'.repeat(30)), /^archive\/tar: invalid tar header$/],
      [tarBytes([]), /^open .*\/repositories: no such file or directory$/],
      [archive('one-image.tar').subarray(0, 9000), /^unexpected EOF$/],
      [gzipSync(archive('one-image.tar')).subarray(0, 900), /^unexpected EOF$/],
      [change(manifest, () => []), /^open .*\/blobs\/json: no such file or directory$/],
      [change(manifest, (entry) => [{ ...entry, ...text('[{"Config":') }]), /^unexpected EOF$/],
      [change(layer, () => []), /^open .*\/blobs\/sha256\/80524a71\w+: no such file or directory$/],
      [
        change(layer, (entry) => [{ ...entry, content: entries.find((e) => e.name.includes('00d5ac67'))!.content }]),
        /^invalid diffID for layer 2: expected "sha256:80524a71\w+", got "sha256:00d5ac67\w+"$/,
      ],
      [change(layer, (entry) => [{ ...entry, ...text('broken'.repeat(200)) }]), /^archive\/tar: invalid tar header$/],
    ] as const) {
      const { status, text: answer } = await post(api, '/images/load?quiet=1', new Uint8Array(body))
      expect((JSON.parse(answer) as { message: string }).message).toMatch(message)
      expect(status).toBe(500)
      expect(engine.context.image.layers.all()).toEqual([])
      expect(engine.context.image.images.images.size).toBe(0)
    }
  })
})

describe('docker import', () => {
  it('takes the archive as the layer', async () => {
    const { api } = await bootEngine()
    const body = archive('exported-container.tar')
    const { text } = await post(api, '/images/create?fromSrc=-&repo=back&tag=1&changes=CMD%20%5B%22%2Fx%22%5D', body)
    const { status: id } = JSON.parse(text) as { status: string }
    const image = await inspect(api, 'back:1')
    expect(image).toMatchObject({
      Id: id,
      Comment: 'Imported from -',
      DockerVersion: '28.5.2',
      Config: { Cmd: ['/x'], Env: null },
    })
    const { createHash } = await import('node:crypto')
    expect(image.RootFS.Layers).toEqual([`sha256:${createHash('sha256').update(body).digest('hex')}`])
    const saved = readTar(await get(api, '/images/get?names=back:1'))
    expect(saved.find((entry) => entry.name.endsWith(image.RootFS.Layers![0]!.slice(7)))!.content!.size).toBe(
      body.length,
    )
  })
})
