import { describe, expect, it } from 'vitest'
import { EventClock } from '../../base/clock.ts'
import { decode } from '../../base/bytes.ts'
import { applyLayer, createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import { CATALOG } from './index.ts'
import { hostLayer } from './host.ts'
import { remoteImage } from './recipe.ts'
import type { TreeRoot } from '../../kernel/vfs/types.ts'

const clock = new EventClock(0, { macrotask: (fn) => setTimeout(fn) })
const mount = (root: TreeRoot) => createTreeFs(root, { type: 'ext4', clock })

describe("the host's disk", () => {
  it("is a Debian with docker and the student's home", async () => {
    const disk = mount(applyLayer(EMPTY_TREE, await hostLayer()))
    expect(decode(disk.readFile('/etc/passwd'))).toMatch(/^root:.*\n(.*\n)+student:x:1000:1000:/)
    expect(decode(disk.readFile('/etc/group'))).toContain('docker:x:996:student\n')
    expect(disk.stat('/usr/bin/docker').mode & 0o777).toBe(0o755)
    expect(disk.stat('/home/student/.bashrc')).toMatchObject({ uid: 1000, size: 3526 })
    expect(disk.stat('/tmp').mode & 0o7777).toBe(0o1777)
    expect(disk.readlink('/bin')).toBe('usr/bin')
    expect(disk.stat('/usr/bin/perl5.36.0').ino).toBe(disk.stat('/usr/bin/perl').ino)
  })
})
describe('images', () => {
  const root = async (name: string) => {
    const image = await remoteImage(CATALOG.find((recipe) => recipe.repository === name)!)
    let tree = EMPTY_TREE
    for (const layer of image.layers) tree = applyLayer(tree, await layer.entries())
    return mount(tree)
  }
  it('docker/whalesay has its whale in the place of the cow', async () => {
    const disk = await root('docker/whalesay')
    expect(disk.readlink('/usr/share/cowsay/cows/default.cow')).toBe('/usr/share/cowsay/cows/docker.cow')
    expect(decode(disk.readFile('/usr/share/cowsay/cows/orig-default.cow'))).toContain('($eyes)')
  })
  it('httpd has its configuration of 546 lines', async () => {
    const disk = await root('library/httpd')
    expect(decode(disk.readFile('/usr/local/apache2/conf/httpd.conf')).split('\n').length - 1).toBe(546)
    expect(disk.stat('/usr/local/apache2')).toMatchObject({ uid: 33 })
  })
})
