/** image-spec config.md: the chain ID of layers. */
import { digestText } from '../graph/vertex.ts'

export function chainIdOf(diffIds: readonly string[]): string {
  let chain = ''
  for (const diffId of diffIds) chain = chain === '' ? diffId : digestText(`${chain} ${diffId}`)
  return chain
}
