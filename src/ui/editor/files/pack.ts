/** A folder of the machine as a zip file, for downloads. Symbolic links are left out: a zip on another computer would not find their targets. */
import { zip, type Zippable } from 'fflate'
import type { MachineFacade } from '../../../machine/facade.ts'
import { nameOf } from './paths.ts'

export async function packFolder(facade: MachineFacade, folder: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Zippable = {}
  const visit = async (path: string, name: string): Promise<void> => {
    for (const entry of await facade.listFiles(path)) {
      const inside = `${name}/${entry.name}`
      if (entry.type === 'dir') await visit(`${path}/${entry.name}`, inside)
      else if (entry.type === 'file') {
        const data = await facade.readFile(`${path}/${entry.name}`)
        if (data) parts[inside] = [data, { mtime: Math.max(entry.mtime, 315_532_800_000) }]
      }
    }
  }
  await visit(folder, nameOf(folder))
  return new Promise((resolve, reject) =>
    zip(parts, { level: 6 }, (error, data) => (error ? reject(error) : resolve(data as Uint8Array<ArrayBuffer>))),
  )
}
