/** --build-context NAME=…: a folder of the client's, an image, a page, in place of a stage or an image (buildkit frontend/dockerui namedcontext.go). */
import type { BuildRun } from './build.ts'
import type { NamedContext } from './convert/types.ts'
import { BuildError } from './errors.ts'
import { INTERNAL, vertex } from './graph/vertex.ts'
import { draftOf } from './image-config.ts'
import { isGitUrl, isHttpUrl } from './remote.ts'
import { archiveEntries } from './ops/copy.ts'
import { fetchFile } from './ops/http.ts'
import { applyLayer, createTreeFs, EMPTY_TREE } from '../kernel/vfs/index.ts'
import { bytesOf } from './cache/ref.ts'

export async function namedContext(run: BuildRun, name: string): Promise<NamedContext | null> {
  const { contexts } = run.options
  if (!contexts.size || name === 'scratch' || name === 'context') return null
  const value = contexts.get(name) ?? contexts.get(familiar(name))
  if (value === undefined) return null
  if (value.startsWith('docker-image://')) {
    const image = await run.resolveImage(run.world.host.images.normalise(value.slice('docker-image://'.length)))
    const made = vertex({ type: 'image', image }, [], `[context ${name}] ${image.name}`, INTERNAL)
    return { vertex: image.config.rootfs.diff_ids.length ? made : null, image: draftOf(image.config), name }
  }
  if (value.startsWith('local:')) {
    const folder = value.slice('local:'.length)
    const op = { type: 'local', name: folder, include: [], exclude: [], follow: [] } as const
    return { vertex: vertex(op, [], `[context ${name}] load from client`, INTERNAL), image: null, name }
  }
  if (isGitUrl(value)) throw new BuildError(`a build context from a Git repository (${value}) is not simulated yet`)
  if (isHttpUrl(value)) {
    const { host, store } = run.world
    const ref = await run.step(`[context ${name}] ${value}`, async () => {
      const { tree, size } = await fetchFile(
        host,
        { type: 'http', url: value, filename: 'context', checksum: '' },
        run.signal,
      )
      const file = createTreeFs(tree, { type: 'overlay', clock: host.clock }).readFile('/context')
      const entries = archiveEntries(file)
      const made = entries ? applyLayer(EMPTY_TREE, entries) : tree
      const bytes = entries ? bytesOf(entries) : size
      return store.put(
        store.make({ parent: null, tree: made, type: 'regular', description: `http url ${value}`, size: bytes }),
        null,
      )
    })
    return { vertex: vertex({ type: 'ref', ref }, [], '', { ...INTERNAL, hidden: true }), image: null, name }
  }
  throw new BuildError(`unsupported context source ${value.split(':')[0]!} for ${name}`)
}
const familiar = (name: string): string => name.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '')
