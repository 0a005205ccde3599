/**
 * Images between Naru and a real engine, both ways: IDs and digests agree, and what Naru saved runs there. Skipped where no engine answers (DOCKER_HOST
 * or /var/run/docker.sock), or where there is no static BusyBox to put into the image.
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { EngineTransport } from '../../src/api/transport.ts'
import type { ImageInspect } from '../../src/api/types/index.ts'
import { concat, encode } from '../../src/base/bytes.ts'
import { tarBytes, type TarEntry } from '../../src/base/tar.ts'
import { bodyOf, bootEngine, call } from '../api/engine.ts'
import { engineAnswers, json, must } from './engine.ts'

const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path))
const answers = await engineAnswers()
if (!answers) console.log('interop: skipped, no Docker engine answers')
else if (!BUSYBOX) console.log('interop: skipped, no static BusyBox here (package busybox-static)')
const REPOSITORY = 'naru-interop'
const TIME = Date.UTC(2026, 10, 24)

const entry = (name: string, fields: Partial<TarEntry>): TarEntry => ({
  name,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: TIME,
  ...fields,
})
const file = (name: string, data: Uint8Array | string, mode = 0o644): TarEntry => {
  const bytes = typeof data === 'string' ? encode(data) : data
  return entry(name, { mode, content: { size: bytes.length, extents: [{ offset: 0, data: bytes }] } })
}
async function post(api: EngineTransport, path: string, body: Uint8Array): Promise<string> {
  const [bare = '', query = ''] = path.split(/\?(.*)/s)
  const method = bare.endsWith('/archive') ? 'PUT' : 'POST'
  const reply = await api.fetch({ method, path: bare, query: new URLSearchParams(query), headers: {}, body })
  const text = await bodyOf(reply)
  expect(`${reply.status} ${text}`).toMatch(/^20/)
  return text
}
async function save(api: EngineTransport, name: string): Promise<Uint8Array> {
  const reply = await api.fetch({
    method: 'GET',
    path: '/images/get',
    query: new URLSearchParams({ names: name }),
    headers: {},
    body: null,
  })
  const parts: Uint8Array[] = []
  for await (const part of reply.body as AsyncIterable<Uint8Array>) parts.push(part.slice())
  return concat(parts)
}
const here = async (api: EngineTransport, name: string): Promise<ImageInspect> =>
  (await call(api, 'GET', `/images/${name}/json`)).json as ImageInspect
const there = (name: string): Promise<ImageInspect> => json('GET', `/images/${name}/json`)
/** What both must say alike; older engines have fewer fields, and count no symbolic links. */
const same = ({ Id, RootFS, Architecture, Os, Created, Config }: ImageInspect): unknown => ({
  Id,
  RootFS,
  Architecture,
  Os,
  Created,
  Cmd: Config?.Cmd,
  Env: Config?.Env,
  Labels: Config?.Labels,
  WorkingDir: Config?.WorkingDir,
})
const remove = (name: string): Promise<unknown> => must('DELETE', `/images/${name}?force=1`).catch(() => null)

it.runIf(answers && BUSYBOX)(
  'an image made in Naru is loaded, run and saved by a real engine',
  async () => {
    const { api } = await bootEngine()
    const root = tarBytes([
      entry('bin/', { type: 'dir', mode: 0o755 }),
      file('bin/busybox', new Uint8Array(readFileSync(BUSYBOX!)), 0o755),
      entry('bin/sh', { type: 'symlink', mode: 0o777, linkname: 'busybox' }),
      entry('data/', { type: 'dir', mode: 0o755 }),
      file('data/한글.txt', 'made in Naru\n'),
    ])
    const changes = [
      'CMD ["/bin/busybox", "cat", "/data/한글.txt", "/data/more.txt"]',
      'ENV A=1 B="2 3"',
      'LABEL who=naru',
    ]
    const query = changes.map((change) => `changes=${encodeURIComponent(change)}`).join('&')
    await post(api, `/images/create?fromSrc=-&repo=${REPOSITORY}&tag=base&${query}`, root)
    // A layer on top, by a container that never ran.
    const { Id } = (await call(api, 'POST', '/containers/create', { Image: `${REPOSITORY}:base` })).json as {
      Id: string
    }
    await post(api, `/containers/${Id}/archive?path=/data`, tarBytes([file('more.txt', 'and more\n')]))
    await call(api, 'POST', `/commit?container=${Id}&repo=${REPOSITORY}&tag=1`, {})
    const mine = await here(api, `${REPOSITORY}:1`)
    expect(mine.RootFS.Layers?.length).toBe(2)
    try {
      await must('POST', '/images/load', await save(api, `${REPOSITORY}:1`))
      expect(same(await there(`${REPOSITORY}:1`))).toEqual(same(mine))

      const { Id: container } = await json<{ Id: string }>('POST', '/containers/create', {
        Image: `${REPOSITORY}:1`,
        Tty: true,
      })
      await must('POST', `/containers/${container}/start`)
      expect(await json('POST', `/containers/${container}/wait`)).toMatchObject({ StatusCode: 0 })
      const logs = await must('GET', `/containers/${container}/logs?stdout=1`)
      expect(logs.toString()).toBe('made in Naru\r\nand more\r\n')
      await must('DELETE', `/containers/${container}`)

      // And back, into another machine.
      const { api: other } = await bootEngine({ seed: 2 })
      await post(other, '/images/load?quiet=1', await must('GET', `/images/${REPOSITORY}:1/get`))
      expect(same(await here(other, `${REPOSITORY}:1`))).toEqual(same(mine))
    } finally {
      await remove(`${REPOSITORY}:1`)
    }
  },
  60_000,
)

it.runIf(answers && BUSYBOX)(
  'an image built by a real engine is loaded here, and saved for it again',
  async () => {
    const context = tarBytes([
      file(
        'Dockerfile',
        'FROM scratch\nCOPY busybox /bin/busybox\nCOPY tree /tree\nRUN ["/bin/busybox", "rm", "-r", "/tree/gone"]\nENV A=1\nWORKDIR /tree\nCMD ["/bin/busybox", "ls"]\n',
      ),
      file('busybox', new Uint8Array(readFileSync(BUSYBOX!)), 0o755),
      file('tree/a', 'a'),
      file('tree/gone/b', 'b'),
    ])
    const name = `${REPOSITORY}:built`
    try {
      const text = (await must('POST', `/build?t=${name}&rm=1`, context)).toString()
      expect(text).toContain('Successfully built')
      const real = await there(name)
      const { api, engine } = await bootEngine()
      await post(api, '/images/load?quiet=1', await must('GET', `/images/${name}/get`))
      expect(same(await here(api, name))).toEqual(same(real))
      const files = (await call(api, 'GET', `/naru/images/${name}/layers`)).json as { layers: { diffId: string }[] }
      expect(files.layers.filter((layer) => layer.diffId).length).toBe(real.RootFS.Layers?.length)
      expect(engine.context.image.images.images.size).toBe(1)
      await must('DELETE', `/images/${name}?force=1`)
      await must('POST', '/images/load', await save(api, name))
      expect(same(await there(name))).toEqual(same(real))
    } finally {
      await remove(name)
    }
  },
  60_000,
)
