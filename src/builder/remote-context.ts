/** A context that is not a folder: the archive of standard input, an archive or a Dockerfile behind a URL (buildkit frontend/dockerui context.go). */
import { applyLayer, createTreeFs, EMPTY_TREE, fileContent } from '../kernel/vfs/index.ts'
import type { BuildRun } from './build.ts'
import { bytesOf, type Ref } from './cache/ref.ts'
import { BuildError } from './errors.ts'
import { isHttpUrl } from './remote.ts'
import { archiveEntries } from './ops/copy.ts'
import { fetchFile } from './ops/http.ts'

export async function remoteContext(run: BuildRun, remote: string): Promise<Ref> {
  const { host, store } = run.world
  if (remote === 'client-tar') {
    const session = await run.session()
    const entries = archiveEntries(await session.read('context', ''))
    if (!entries) throw new BuildError('failed to read downloaded context: archive/tar: invalid tar header')
    const tree = applyLayer(EMPTY_TREE, entries)
    return store.make({
      parent: null,
      tree,
      type: 'regular',
      description: 'remote build context',
      size: bytesOf(entries),
    })
  }
  if (!isHttpUrl(remote)) throw new BuildError(`unsupported context ${remote}`)
  const op = { type: 'http', url: remote, filename: 'context', checksum: '' } as const
  const { tree, size } = await fetchFile(host, op, run.signal)
  const file = createTreeFs(tree, { type: 'overlay', clock: host.clock }).readFile('/context')
  const entries = archiveEntries(file)
  const made = entries
    ? applyLayer(EMPTY_TREE, entries)
    : applyLayer(EMPTY_TREE, [
        {
          path: run.options.dockerfile,
          type: 'file',
          mode: 0o644,
          uid: 0,
          gid: 0,
          mtime: host.clock.now(),
          content: fileContent(file),
        },
      ])
  return store.make({ parent: null, tree: made, type: 'regular', description: `http url ${remote}`, size })
}
