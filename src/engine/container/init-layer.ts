/**
 * The "-init" layer between an image and a container (moby daemon/initlayer): mount points for what every container gets. It is below the
 * container's own layer, so that diff does not list it. Made once an image.
 */
import type { Clock } from '../../base/clock.ts'
import { createTreeFs } from '../../kernel/vfs/index.ts'
import type { TreeRoot } from '../../kernel/vfs/types.ts'
import { parentOf } from '../host.ts'

const DIRECTORIES = ['/dev/pts', '/dev/shm', '/proc', '/sys']
const FILES = ['/.dockerenv', '/etc/resolv.conf', '/etc/hosts', '/etc/hostname', '/dev/console']
const cache = new WeakMap<TreeRoot, TreeRoot>()

export function initTree(clock: Clock, image: TreeRoot): TreeRoot {
  const known = cache.get(image)
  if (known) return known
  const fs = createTreeFs(image, { type: 'overlay', clock })
  for (const path of DIRECTORIES) fs.mkdir(path, { recursive: true, mode: 0o755 })
  for (const path of FILES) {
    if (fs.exists(path)) continue
    fs.mkdir(parentOf(path), { recursive: true, mode: 0o755 })
    fs.writeFile(path, '', { mode: 0o755 })
  }
  if (!fs.exists('/etc/mtab')) {
    try {
      fs.symlink('/proc/mounts', '/etc/mtab')
    } catch {
      // A link to nowhere yet: /proc is empty here.
    }
  }
  const tree = fs.snapshot()
  cache.set(image, tree)
  return tree
}
