/** Where a step comes from. */
import type { VertexMeta } from '../graph/vertex.ts'
import type { Instruction } from '../dockerfile/types.ts'
import type { StageState } from './types.ts'

export const metaOf = (state: StageState, instruction: Instruction, more: Partial<VertexMeta> = {}): VertexMeta => ({
  stage: state.stage.name || state.stageName || 'stage-0',
  location: instruction.location,
  source: instruction.source,
  ignoreCache: state.ignoreCache,
  index: state.cmdIndex,
  base: state.baseDigest,
  env: state.env.record(),
  ...more,
})
