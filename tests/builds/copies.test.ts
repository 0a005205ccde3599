/**
 * COPY and ADD of files, folders, links, globs and archives beside what real BuildKit made of the same context, entry by entry: path, type, mode,
 * owner, size, link. Recorded with Docker 20.10; what has changed since (modes of folders on the way, owners inside archives) is left out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { unbase64 } from '../../src/base/base64.ts'
import { decode, encode } from '../../src/base/bytes.ts'
import type { LayerEntry } from '../../src/kernel/vfs/types.ts'
import { chain } from '../../src/engine/layer/layers.ts'
import { layerEntries } from '../../src/engine/layer/content.ts'
import { DEFAULT_TIME } from '../../src/machine/headless.ts'
import { bootHost, type Host } from '../../src/machine/host.ts'
import { InputBytes } from '../../src/machine/input.ts'
import { OutputSink } from '../../src/machine/output.ts'
import { runBash } from '../../src/machine/run.ts'

interface Recorded {
  context: { path: string; mode: string; type: 'file' | 'dir' | 'symlink'; data?: string; linkname?: string }[]
  cases: { dockerfile: string; layers: string[][] }[]
}
const { context, cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'copies.json'), 'utf8')) as Recorded

const entryOf = ({ path, mode, type, data, linkname }: Recorded['context'][number]): LayerEntry => {
  const bytes = unbase64(data ?? '')
  return {
    path: `context/${path}`,
    type,
    mode: parseInt(mode, 8),
    uid: 1000,
    gid: 1000,
    mtime: 1_700_000_000_000,
    ...(type === 'file'
      ? { content: { size: bytes.length, extents: bytes.length ? [{ offset: 0, data: bytes }] : [] } }
      : {}),
    ...(linkname === undefined ? {} : { linkname }),
  }
}
const lineOf = ({ path, type, mode, uid, gid, content, linkname }: LayerEntry): string =>
  [
    path,
    type,
    mode.toString(8),
    uid,
    gid,
    type === 'file' ? (content?.size ?? 0) : 0,
    ...(linkname ? [linkname] : []),
  ].join(' ')

describe('copies recorded from BuildKit', () => {
  let host: Host
  beforeAll(async () => {
    host = await bootHost({ seed: 1, at: DEFAULT_TIME, clock: 'events' }, () => {})
    host.disk.mkdir('/home/student/context', { uid: 1000, gid: 1000 })
    host.disk.apply('/home/student', context.map(entryOf))
  })
  it.each(cases)('$dockerfile', async ({ dockerfile, layers }) => {
    let output = ''
    const sink = new OutputSink((data) => (output += decode(data)))
    const script = `docker build -q -t copies -f - ~/context <<'END'\n${dockerfile}\nEND\n`
    const status = await runBash(host, [], { stdin: new InputBytes(encode(script)), stdout: sink, stderr: sink })
    expect(status, output).toBe(0)
    const { images } = (await host.docker()).engine.context.image
    const got = chain(images.get('copies').top).map((layer) =>
      [...layerEntries(layer.content)].filter((entry) => entry.path !== '').map(lineOf),
    )
    expect(got.map((layer) => layer.sort())).toEqual(layers.map((layer) => [...layer].sort()))
  })
})
