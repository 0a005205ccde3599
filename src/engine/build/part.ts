/** The builder as the engine sees it: records of its cache in /system/df, its state in snapshots, its end. */
import type { BuildCacheRecord } from '../../api/types/index.ts'

export interface BuildPart {
  usage(): BuildCacheRecord[]
  /** Plain, structured-clonable. */
  state(): unknown
  restore(state: unknown): void
  shutdown(): Promise<void>
}
