/** What the virtual file system offers to the kernel, the engine and the registry; see types.ts. */
export type * from './types.ts'
export { EMPTY_TREE, treeEntries, treeSize } from './tree.ts'
export { createTreeFs, TreeFs, type TreeFsOptions } from './tree-fs.ts'
export { applyLayer } from './apply-layer.ts'
export { diffTrees, restoreTree, serialiseTree, type SerialisedTree } from './diff.ts'
export { executable, fileContent, programOf, programOfBytes } from './content.ts'
export { contentBytes } from './file-data.ts'
export * from './filesystem.ts'
export { Mount, MountIds, MountTable, type Location } from './mount-namespace.ts'
export {
  child,
  parentOf,
  pathOf,
  resolve,
  sameInode,
  sameLocation,
  walk,
  walkParent,
  type WalkContext,
  type Walked,
} from './walk.ts'
export { demand, inGroup, modeAfterWrite, owns, permitted } from './permission.ts'
export * as operations from './operations.ts'
export { cleanPath, layerOfTar, tarOfLayer } from './layer-tar.ts'
