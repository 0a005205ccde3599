/** What is in a layer, asked of the engine; layers never change, so the last ones are kept at hand. */
import type { LayerFiles } from '../../api/types/build.ts'
import type { TreeFile } from './tree.ts'

export type Ask = (method: string, path: string) => Promise<{ status: number; body: unknown }>
export interface Contents {
  files: readonly TreeFile[]
  more: number
}

const KEPT = 12
const KINDS = ['changed', 'added', 'removed'] as const

export class LayerContents {
  private readonly ask: Ask
  private readonly kept = new Map<string, Promise<Contents>>()

  constructor(ask: Ask) {
    this.ask = ask
  }

  /** Rejects when the engine does not answer. */
  files(image: string, chainId: string): Promise<Contents> {
    let found = this.kept.get(chainId)
    if (!found) {
      found = this.ask('GET', `/naru/images/${image}/layers/${chainId}`).then(({ status, body }) => {
        if (status !== 200) throw new Error(`layers of ${image}: ${status}`)
        return body as LayerFiles
      })
      found.catch(() => this.kept.delete(chainId))
      this.kept.set(chainId, found)
      const [oldest] = this.kept.keys()
      if (this.kept.size > KEPT) this.kept.delete(oldest!)
    }
    return found
  }
  /** What a container has changed so far, as `docker diff` says; it does not say what is a folder. */
  async changes(container: string): Promise<Contents> {
    const { status, body } = await this.ask('GET', `/containers/${container}/changes`)
    if (status !== 200) throw new Error(`changes of ${container}: ${status}`)
    const rows = (body ?? []) as { Path: string; Kind: number }[]
    const folders = new Set(rows.map(({ Path }) => Path.slice(0, Path.lastIndexOf('/'))))
    return {
      more: 0,
      files: rows.map(({ Path, Kind }) => ({
        path: Path,
        type: folders.has(Path) ? 'dir' : 'file',
        change: KINDS[Kind] ?? 'changed',
        size: null,
      })),
    }
  }
}
