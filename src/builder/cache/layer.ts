/**
 * The layer between two trees as overlayfs leaves it: a directory that was removed and made again is opaque, so that nothing of the old one
 * shows through.
 */
import { diffTrees } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeRoot } from '../../kernel/vfs/types.ts'

export const layerOf = (lower: TreeRoot, upper: TreeRoot): LayerEntry[] => diffTrees(lower, upper)
