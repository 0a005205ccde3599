import { describe, expect, it } from 'vitest'
import { CATALOG } from './index.ts'
import { readContents } from './listing.ts'
import { sha256Hex } from '../digest.ts'
import { fingerprintOf, knownDigests, measure } from './digests.ts'
import { goJson, layersOf, remoteImage } from './recipe.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

/** Image IDs of the recorded images: SHA-256 of the whole configuration with the diff IDs of the real layers, so these pin config, history and dates. */
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
/** Diff IDs of the real layers, whose programs are not ours. */
const REAL: Record<string, string> = {
  'python-3.11': '21eed531086cd95e7d78b30bb341d384e28276db3d9afe0b44f49e96e21fcff4',
  'redis-7.0': '5ef91417db9006febd1f95276a18def4d91672f5595a59f7e9773b867db24eb5',
  'redis-7.0 data': '2c57504825c1fd4be7af284273a1d26dff871b90c68fa1b758d5d4fb21fdf4ae',
  'redis-7.0 docker-entrypoint.sh': 'fd83134afbb0ef38de6ae07ff498b5ce6a1f1ab90dfddc8665ebbf470b119efa',
  'nginx-1.22': 'a0d664592506e3c13ef1e8ae7ad5f02be332d40bf156d8a30acc9c9220afb9f5',
  'nginx-1.22 directories': '0a411258fe2c03109258430e6c05f3d64e3060283ec847bbc0121095df988886',
  'whalesay packages': '588b2d778797bceb7d52547cacc7fc6c4075d79c80136c3a87306fa5e72e33e4',
  'whalesay orig-default': '5e0f60cbcb29e14f1d08e77135cf729c988619ce3c1958a4c32e0bbfe850a9e1',
  'whalesay docker.cow': '83bd9ad250ab39900505a9618ee290b587c28048fd796e973fbcd6afe5784f32',
  'whalesay default.cow': '6171545d6f9b5a992c1808e102caebde72e413c17a461d3cbf98aafb7a1c8af5',
  'busybox-1.35': '0720ce612c0625058299563c45a969ed38a0aea61dd21d47c1e43a48da598476',
  'debian-12': '3ee94467a0890456c30ae94fd87951150520b60f7a8186fa9174f474a30201c1',
  'hello-world': '9a254600f028b225c216af000bc4f5cc35ef0b4b9ca22de8b62f34163a9fa14e',
  'httpd-2.4 prefix': '73f57cb7b1ed90ecd4a146bc172fd5bcc95ec1f51ee8d26ee70d19c556735f5b',
  'httpd-2.4': '8e328cad342f65bdbffe24ea399427bf700deac85c900647497d5766c4e58ecc',
  'httpd-2.4 foreground': 'ccdc6783d148ed1f41ae7793d40a0ea35c9a135f2f0e3801ba4476ec39dd5ab0',
  'nginx-1.22 docker-entrypoint.sh': '0501393a887878351a105930ce675870c48754d44fb98e201853887ce58b8e4b',
  'nginx-1.22 10-listen-on-ipv6-by-default.sh': 'e128828b076bea483597d21473e81cbfa8c43a509faa1e362502b5f7454fe740',
  'nginx-1.22 20-envsubst-on-templates.sh': '7fd465c99bdffa314215efb84c71aa7017fa0c7a39b9f47bf706cb99b504b279',
  'nginx-1.22 30-tune-worker-processes.sh': '44742f6bfb39a71e570fe515fc3e9876e39cb2ab6167f4ed73ba37a65f91f547',
  empty: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
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
  it('has the configuration and history of the recorded images', async () => {
    for (const [name, id] of Object.entries(IDS)) {
      const [repository, tag] = name.split(':')
      const recipe = CATALOG.find((item) => item.repository === repository && item.tags.includes(tag!))!
      const image = await remoteImage(recipe)
      const real = layersOf(recipe).map((layer) => `sha256:${REAL[layer.name]!}`)
      const config = { ...image.config, rootfs: { type: 'layers', diff_ids: real } }
      expect(`${name} ${sha256Hex(goJson(config))}`).toBe(`${name} ${id}`)
      expect(image.id).toBe(`sha256:${sha256Hex(image.configJson!)}`)
    }
  })
  it('has every layer in the table, with the fingerprint, sizes and, where that is quick, digests of its bytes', async () => {
    const layers = new Map(CATALOG.flatMap(layersOf).map((layer) => [layer.name, layer]))
    for (const [name, layer] of layers) {
      const entries = await layer.entries()
      const known = knownDigests(name)
      const hint = `${name}: run node scripts/catalog-digests.mjs`
      expect(known?.fingerprint, hint).toBe(fingerprintOf(entries, layer.size ?? 0))
      expect(bytes(entries), name).toBe(known!.contentSize)
      if (layer.contentSize !== undefined) expect(known!.contentSize, name).toBe(layer.contentSize)
      if (layer.size && layer.size > known!.size) expect(layer.size - known!.size, name).toBeLessThan(22)
      expect(new Set(entries.map((e) => e.path)).size, name).toBe(entries.length)
      if (known!.contentSize < 8e6) expect(measure(entries, layer.size ?? 0), hint).toEqual(known)
    }
  })
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
