/**
 * Small contexts that real BuildKit built (recorded with Docker 28.5.2, never made from our own output): the configuration, the history and,
 * layer by layer, every file with its mode, owner and content must come out the same.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Query } from '../../src/api/client/query.ts'
import { concat, decode, encode } from '../../src/base/bytes.ts'
import { readTar, type TarEntry } from '../../src/base/tar.ts'
import { contentBytes } from '../../src/kernel/vfs/index.ts'
import { DEFAULT_TIME } from '../../src/machine/headless.ts'
import { bootHost, type Host } from '../../src/machine/host.ts'
import { InputBytes } from '../../src/machine/input.ts'
import { OutputSink } from '../../src/machine/output.ts'
import { runBash } from '../../src/machine/run.ts'

const folder = import.meta.dirname
const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory())
const HOME = '/home/student'
const OWNER = { uid: 1000, gid: 1000 }

interface Recorded {
  arguments: string[]
  config: Record<string, unknown>
  author: string
  history: { created_by: string; comment: string; empty_layer?: boolean; author?: string }[]
  layers: { path: string; type: string; mode: string; uid: number; gid: number; size?: number; sha256?: string }[][]
}
const recorded = (name: string): Recorded =>
  JSON.parse(readFileSync(join(folder, name, 'result.json'), 'utf8')) as Recorded

function copyContext(host: Host, name: string): void {
  const root = join(folder, name, 'context')
  const copy = (path: string): void => {
    const target = `${HOME}/${name}/${path}`.replace(/\/$/, '')
    const stat = statSync(join(root, path))
    if (stat.isDirectory()) {
      host.disk.mkdir(target, { ...OWNER, mode: 0o755 })
      for (const child of readdirSync(join(root, path))) copy(path ? `${path}/${child}` : child)
    } else {
      // Git knows no other modes; the one that was recorded is of the file called "ro".
      const mode = stat.mode & 0o100 ? 0o755 : path === 'ro' ? 0o444 : 0o644
      host.disk.writeFile(target, new Uint8Array(readFileSync(join(root, path))), { ...OWNER, mode })
    }
  }
  copy('')
}
async function run(host: Host, script: string): Promise<{ status: number; output: string }> {
  let output = ''
  const sink = new OutputSink((data) => (output += decode(data)))
  const status = await runBash(host, [], { stdin: new InputBytes(encode(script)), stdout: sink, stderr: sink })
  return { status, output }
}
async function get(host: Host, path: string): Promise<Uint8Array> {
  const reply = await host.api.fetch({ method: 'GET', path, query: new Query({}), headers: {}, body: null })
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`)
  if (reply.body instanceof Uint8Array) return reply.body
  const parts: Uint8Array[] = []
  for await (const part of reply.body ?? []) parts.push(part)
  return concat(parts)
}
const bytesOf = (entry: TarEntry): Uint8Array => contentBytes(entry.content ?? { size: 0, extents: [] })

/** What the image consists of, read from the archive that `docker save` writes. */
async function imageOf(host: Host, name: string): Promise<{ config: ImageJson; layers: TarEntry[][] }> {
  const files = new Map(readTar(await get(host, `/images/${name}/get`)).map((entry) => [entry.name, entry]))
  const [manifest] = JSON.parse(decode(bytesOf(files.get('manifest.json')!))) as { Config: string; Layers: string[] }[]
  const config = JSON.parse(decode(bytesOf(files.get(manifest!.Config)!))) as ImageJson
  const layers = manifest!.Layers.map((path) => {
    let entry = files.get(path)!
    if (entry.type === 'symlink') entry = files.get(entry.linkname!.replace(/^\.\.\//, ''))!
    return readTar(bytesOf(entry))
  })
  return { config, layers }
}
interface ImageJson {
  author?: string
  history: { created_by: string; comment?: string; empty_layer?: boolean; author?: string; created: string }[]
}
function described(entry: TarEntry): Recorded['layers'][number][number] {
  const { mode, uid, gid } = entry
  const data = bytesOf(entry)
  return {
    path: entry.name.replace(/^\.\//, '').replace(/\/$/, ''),
    type: entry.type,
    mode: mode.toString(8),
    uid,
    gid,
    ...(entry.type === 'file'
      ? { size: data.length, sha256: createHash('sha256').update(data).digest('hex') }
      : entry.linkname
        ? { linkname: entry.linkname }
        : {}),
  }
}
const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

describe('builds recorded from BuildKit', () => {
  it('there are recordings', () => expect(names.length).toBeGreaterThanOrEqual(22))
  it.each(names)('%s', async (name) => {
    const wanted = recorded(name)
    const bugs: unknown[] = []
    const host = await bootHost(
      { seed: 1, at: DEFAULT_TIME, clock: 'events' },
      () => {},
      (bug) => bugs.push(bug),
    )
    copyContext(host, name)
    const script = ['docker pull -q busybox:1.35 >/dev/null']
    if (name === 'onbuild-grandchild') {
      copyContext(host, 'onbuild-child')
      script.push(`docker build -q -t case ${HOME}/onbuild-child >/dev/null || exit 1`)
    }
    const flags = wanted.arguments.filter((flag) => !flag.startsWith('(')).join(' ')
    script.push(`docker build --progress=plain ${flags} -t result ${HOME}/${name}`)
    const { status, output } = await run(host, `${script.join('\n')}\n`)
    expect(bugs).toEqual([])
    expect(status, output).toBe(0)

    const { Config } = JSON.parse(decode(await get(host, '/images/result/json'))) as { Config: Record<string, unknown> }
    const base = await imageOf(host, name === 'scratch' ? 'result' : 'busybox:1.35')
    const image = await imageOf(host, 'result')
    const below =
      name === 'scratch'
        ? { history: 0, layers: 0 }
        : { history: base.config.history.length, layers: base.layers.length }
    const config = Object.fromEntries(
      Object.entries(wanted.config).map(([key]) => [key, Config[key] ?? empty(wanted.config[key])]),
    )
    expect(config).toEqual(wanted.config)
    expect(Object.keys(Config).filter((key) => !(key in wanted.config) && Config[key] !== null)).toEqual([])
    expect(image.config.author ?? '').toBe(wanted.author)
    const history = image.config.history.slice(below.history).map(({ created: _created, ...entry }) => entry)
    expect(history).toEqual(wanted.history)
    const layers = image.layers.slice(below.layers).map((layer) => layer.map(described).sort(byPath))
    expect(layers).toEqual(wanted.layers.map((layer) => [...layer].sort(byPath)))
    await (await host.docker()).engine.shutdown()
  })
})
/** Inspect leaves out what is not set; the recorder wrote null or ''. */
const empty = (value: unknown): unknown => (value === null ? null : value === '' ? '' : undefined)
