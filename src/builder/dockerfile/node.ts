/** The tree between lines and instructions (buildkit frontend/dockerfile/parser Node), flattened: an instruction and its words. */
import type { BuildRange } from '../../api/types/index.ts'
import { DockerfileError, type Heredoc } from './types.ts'

export interface Node {
  /** The instruction as written. */
  value: string
  flags: string[]
  /** ENV and LABEL: name, value, '=' or '' in turn. ONBUILD: the inner instruction and its words. */
  args: string[]
  json: boolean
  /** The inner instruction of ONBUILD. */
  child: Node | null
  heredocs: Heredoc[]
  /** The line without continuations and comments. */
  original: string
  /** Comments right above. */
  comments: string[]
  /** One-based, both included. */
  startLine: number
  endLine: number
}
/** A range a line; the start line alone where the end is before it. */
export function toRanges(start: number, end: number): BuildRange[] {
  const ranges: BuildRange[] = []
  for (let line = start; line <= Math.max(start, end); line++)
    ranges.push({ start: { line, character: 0 }, end: { line, character: 0 } })
  return ranges
}
export const locationOf = (node: Node): BuildRange[] => toRanges(node.startLine, node.endLine)
/** Runs a step; a DockerfileError of it that has no place yet gets this one. */
export function located<T>(location: BuildRange[], step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof DockerfileError) || error.location.length > 0) throw error
    throw new DockerfileError(error.message, location)
  }
}
