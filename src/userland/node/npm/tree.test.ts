import { expect, it } from 'vitest'
import type { Packument, RegistryClient } from './fetch.ts'
import { idealTree } from './tree.ts'

/** "a@1.0.0": { b: '^1' } */
function registryOf(packages: Record<string, Record<string, string>>): RegistryClient {
  const packuments = new Map<string, Packument>()
  for (const [key, dependencies] of Object.entries(packages)) {
    const [name = '', version = ''] = key.split('@')
    const packument = packuments.get(name) ?? { name, 'dist-tags': {}, versions: {} }
    packument.versions[version] = {
      name,
      version,
      dependencies,
      dist: { tarball: '', integrity: '', shasum: '', fileCount: 0, unpackedSize: 0 },
    }
    packument['dist-tags']['latest'] = version
    packuments.set(name, packument)
  }
  return { packument: (name: string) => Promise.resolve(packuments.get(name)!) } as unknown as RegistryClient
}
const paths = (tree: Awaited<ReturnType<typeof idealTree>>): string[] =>
  [...tree.values()].map(({ path, version }) => `${path} ${version}`).sort()

it('hoists what fits and nests what does not', async () => {
  const registry = registryOf({ 'a@1.0.0': { b: '^1' }, 'c@1.0.0': { b: '^2' }, 'b@1.5.0': {}, 'b@2.0.0': {} })
  const tree = await idealTree(
    registry,
    ['a', 'c'].map((name) => ({ name, range: '^1', dev: false })),
    null,
  )
  expect(paths(tree)).toEqual([
    'node_modules/a 1.0.0',
    'node_modules/b 1.5.0',
    'node_modules/c 1.0.0',
    'node_modules/c/node_modules/b 2.0.0',
  ])
})
it('keeps the locked version, and knows what only development needs', async () => {
  const registry = registryOf({
    'a@1.0.0': { b: '^1' },
    'd@1.0.0': { b: '^1', e: '*' },
    'b@1.0.0': {},
    'b@1.5.0': {},
    'e@1.0.0': {},
  })
  const tree = await idealTree(
    registry,
    [
      { name: 'd', range: '*', dev: true },
      { name: 'a', range: '*', dev: false },
    ],
    { packages: { 'node_modules/b': { version: '1.0.0' } } },
  )
  expect(tree.get('node_modules/b')).toMatchObject({ version: '1.0.0', dev: false })
  expect(tree.get('node_modules/e')?.dev).toBe(true)
})
