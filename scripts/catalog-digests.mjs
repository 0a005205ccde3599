#!/usr/bin/env node
/**
 * Writes src/registry/catalog/data/digests.txt: what the bytes of each layer of the catalogue come to. Run it after a layer was added or changed;
 * layers whose fingerprint is as it was are taken over (--all: hash them all again).
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'

const root = join(import.meta.dirname, '..')
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null },
  appType: 'custom',
})
const { CATALOG } = await server.ssrLoadModule('/src/registry/catalog/index.ts')
const { layersOf } = await server.ssrLoadModule('/src/registry/catalog/recipe.ts')
const { fingerprintOf, knownDigests, measure, tableLine } = await server.ssrLoadModule(
  '/src/registry/catalog/digests.ts',
)

const layers = new Map(CATALOG.flatMap(layersOf).map((layer) => [layer.name, layer]))
const lines = []
for (const [name, layer] of [...layers].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const entries = await layer.entries()
  const known = process.argv.includes('--all') ? undefined : knownDigests(name)
  const digests =
    known?.fingerprint === fingerprintOf(entries, layer.size ?? 0) ? known : measure(entries, layer.size ?? 0)
  if (digests !== known) console.log(name)
  lines.push(tableLine(name, digests))
}
writeFileSync(join(root, 'src/registry/catalog/data/digests.txt'), `${lines.join('\n')}\n`)
await server.close()
