/** What the parsers of single instructions share. */
import type { Node } from './node.ts'
import { DockerfileError, type CommandLine } from './types.ts'

/** What the front end can that is not in every one: the engine's own (1.19) has neither, docker/dockerfile from 1.20 and `labs` have both. */
export interface FrontendFeatures {
  parents: boolean
  security: boolean
}
export const BUILTIN_FEATURES: FrontendFeatures = { parents: false, security: false }

export const atLeastOne = (name: string): DockerfileError =>
  new DockerfileError(`${name} requires at least one argument`)
/** handleJSONArgs: the exec form's words, or the shell form's one. */
export const words = (node: Node, args: readonly string[] = node.args): string[] =>
  args.length === 0 || node.json ? [...args] : [args.join(' ')]
export const commandLine = (node: Node): CommandLine => ({ prependShell: !node.json, words: words(node) })
