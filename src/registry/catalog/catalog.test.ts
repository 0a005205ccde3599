import { describe, expect, it } from 'vitest'
import { CATALOG } from './index.ts'
import { readContents } from './listing.ts'
import { remoteImage } from './recipe.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

/** Image IDs of the recorded images: SHA-256 of the whole configuration, so these pin config, history, dates and diff IDs. */
const IDS: Record<string, string> = {
  'library/busybox:1.35': '5da035f36cef35e3821bba910cc35a7fa7f2348069f8937ede37a5b8deb95e4f',
  'library/debian:12': 'c7eb4ce5113a3976026b7e57baf0cf8a490158d09361c89e111d9a97ddd3dc5c',
  'library/hello-world:latest': '636dc36943a93363daa88981bc1750723adc8d540d8afc32f95eb81c40bc59d3',
  'library/httpd:2.4': '371ffd97fd1ed779210f77ce2b59f7329aeae4fc2a5ec8ab1d40ac9efea53fba',
  'library/nginx:1.22': '597f1148ea8e7807acb8d5e085127517d4edd1a048988cba217c65cf4c6829ab',
  'library/redis:7.0': '5074db5c43529e832349cefc6283e8e4de894a474471dc85a03256e78a0d7a14',
  'library/python:3.11': '88ccb4dbf1d36d21a7e3603baa747116ca1e9b929150799d65c1d0f6b63b429a',
  'docker/whalesay:latest': '290e49272e9ae96c705c5811086f88ee578c286a39e83ae645bd7895456060a8',
}
/** As Docker counts a layer: bytes of files, and of the targets of symbolic links. */
const bytes = (entries: readonly LayerEntry[]): number =>
  entries.reduce(
    (sum, e) =>
      sum +
      (e.type === 'file' ? e.content!.size : e.type === 'symlink' ? new TextEncoder().encode(e.linkname).length : 0),
    0,
  )

describe('catalogue', () => {
  it('gives the recorded image IDs', () => {
    const ids = Object.fromEntries(
      CATALOG.flatMap((recipe) =>
        recipe.tags.map((tag) => [`${recipe.repository}:${tag}`, remoteImage(recipe).id.slice(7)]),
      ),
    )
    expect(ids).toMatchObject(IDS)
  })
  it('gives the manifest digest of busybox, which is computed', () => {
    expect(remoteImage(CATALOG.find((r) => r.repository === 'library/busybox')!).digest).toBe(
      'sha256:59dd5e6282520983691f531428824b6482319ee72b5984333549500777f02100',
    )
  })
  for (const recipe of CATALOG) {
    it(`${recipe.repository}:${recipe.tags[0]}: layers have the sizes that the history shows, each path once`, async () => {
      for (const layer of remoteImage(recipe).layers) {
        const entries = await layer.entries()
        expect(bytes(entries), layer.diffId).toBe(layer.contentSize)
        expect(new Set(entries.map((e) => e.path)).size).toBe(entries.length)
      }
    })
  }
  it('names files in the content bundles that exist, with texts of the listed size', async () => {
    const bundles = import.meta.glob<{ default: string }>('./data/*.files.txt', { query: '?raw' })
    const listings = import.meta.glob<{ default: string }>('./data/*.txt', { query: '?raw' })
    for (const [file, load] of Object.entries(bundles)) {
      const listing = (await listings[file.replace('.files.txt', '.txt')]!()).default
      const sizes = new Map<string, number>()
      let dir = ''
      for (const line of listing.split('\n')) {
        if (line[0] === '/' || line[0] === '?') dir = line.slice(1).split('\t')[0]!
        else if (/^[^>=!]/.test(line)) {
          const [name, size] = line.split('\t')
          sizes.set(dir ? `${dir}/${name}` : name!, +size!)
        }
      }
      for (const [path, text] of readContents((await load()).default))
        expect(`${path} ${new TextEncoder().encode(text).length}`, file).toBe(`${path} ${sizes.get(path)}`)
    }
  })
})
