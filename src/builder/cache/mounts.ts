/**
 * Cache mounts: directories that outlive builds (RUN --mount=type=cache). shared: all at once; locked: one after the other; private: another
 * one for each that runs at the same time.
 */
import type { AbortSignalLike } from '../../api/transport.ts'
import { createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import { CanceledError } from '../errors.ts'
import type { ExecMount } from '../graph/vertex.ts'
import type { BuilderHost } from '../host.ts'
import type { CacheMount, CacheStore } from './store.ts'

export interface HeldMount {
  fs: TreeFileSystem
  /** The directory inside: one of its own where owner or mode were asked for. */
  root: string
  release(): void
}
export class CacheMounts {
  private readonly host: BuilderHost
  private readonly store: CacheStore
  constructor(host: BuilderHost, store: CacheStore) {
    this.host = host
    this.store = store
  }
  async hold(mount: ExecMount, initial: TreeRoot, signal: AbortSignalLike): Promise<HeldMount> {
    const id = `${mount.cacheId}${mount.input >= 0 ? ` from ${mount.source}` : ''}`
    let cache = this.find(id, initial)
    if (mount.sharing === 'locked')
      while (cache.users > 0) {
        await turn(cache, signal)
        cache = this.find(id, initial)
      }
    if (mount.sharing === 'private' && cache.users > 0)
      for (let n = 1; cache.users > 0; n++) cache = this.find(`${id} #${n}`, initial)
    const held = cache
    held.users++
    held.usage++
    held.lastUsed = this.host.now()
    const own = mount.uid !== null || mount.gid !== null || mount.mode !== null
    if (own && !held.fs.exists('/cache'))
      held.fs.apply('/', [
        {
          path: 'cache',
          type: 'dir',
          mode: mount.mode ?? 0o755,
          uid: mount.uid ?? 0,
          gid: mount.gid ?? 0,
          mtime: Math.floor(this.host.clock.now()),
        },
      ])
    let released = false
    return {
      fs: held.fs,
      root: own ? '/cache' : '/',
      release: () => {
        if (released) return
        released = true
        held.users--
        held.lastUsed = this.host.now()
        for (const wake of held.waiting.splice(0)) wake()
      },
    }
  }
  private find(id: string, initial: TreeRoot): CacheMount {
    let cache = this.store.mounts.get(id)
    if (!cache) {
      const created = this.host.now()
      const fs = createTreeFs(initial, { type: initial === EMPTY_TREE ? 'ext4' : 'overlay', clock: this.host.clock })
      cache = { id, recordId: this.store.newId(), created, lastUsed: created, usage: 0, fs, users: 0, waiting: [] }
      this.store.mounts.set(id, cache)
    }
    return cache
  }
}
function turn(cache: CacheMount, signal: AbortSignalLike): Promise<void> {
  if (signal.aborted) return Promise.reject(new CanceledError())
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new CanceledError())
    signal.addEventListener('abort', stop)
    cache.waiting.push(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
  })
}
