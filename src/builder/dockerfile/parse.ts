/** A Dockerfile's text → stages of instructions, with what the checks find on the way. */
import type { BuildRange } from '../../api/types/index.ts'
import { BUILTIN_FEATURES, type FrontendFeatures } from './arguments.ts'
import { detectSyntax } from './directives.ts'
import { parseInstruction } from './instruction.ts'
import { checkCommandCasing, checkStageNames } from './lint-names.ts'
import { checkOptionsOf, Lint, NO_CHECK_OPTIONS } from './lint.ts'
import { locationOf, toRanges, type Node } from './node.ts'
import { parseLines } from './parser.ts'
import { RULES } from './rules.ts'
import { DockerfileError, type ArgInstruction, type Dockerfile, type Instruction, type Stage } from './types.ts'

export interface ParseOptions {
  /** Collects the findings, also of a text that does not parse. Without: one that knows the text's `# check=`. */
  lint?: Lint
  features?: FrontendFeatures
}
/**
 * Throws nothing but DockerfileError: with "dockerfile parse error on line N: " for a bad instruction, without for a line that cannot
 * be read, an empty text, a text without stage.
 */
export function parseDockerfile(text: string, options: ParseOptions = {}): Dockerfile {
  if (text === '') throw new DockerfileError('the Dockerfile cannot be empty')
  const check = options.lint?.options ?? checkOptionsOf(text)
  const lint = options.lint ?? new Lint(check)
  const file = parseLines(text)
  for (const { line } of file.emptyContinuations) lint.run(RULES.NoEmptyContinuation, toRanges(line, 0))
  const { stages, metaArgs } = parseStages(file.nodes, lint, options.features ?? BUILTIN_FEATURES)
  if (stages.length === 0) throw new DockerfileError('dockerfile contains no stages to build')
  checkStageNames(stages, lint)
  checkCommandCasing(stages, lint)
  const syntax = detectSyntax(text)?.cmdline
  return {
    metaArgs,
    stages,
    escape: file.escape,
    directives: { ...(syntax === undefined ? {} : { syntax }), check },
    findings: lint.findings,
    warnings: [],
  }
}
function parseStages(
  nodes: readonly Node[],
  lint: Lint,
  features: FrontendFeatures,
): { stages: Stage[]; metaArgs: ArgInstruction[] } {
  const stages: Stage[] = []
  const metaArgs: ArgInstruction[] = []
  for (const node of nodes) {
    const parsed = parseNode(node, lint, features)
    if ('stage' in parsed) {
      stages.push(parsed.stage)
      continue
    }
    const stage = stages.at(-1)
    if (stage) stage.commands.push(parsed.instruction)
    else if (parsed.instruction.kind === 'arg') metaArgs.push(parsed.instruction)
    else throw new DockerfileError('no build stage in current context', locationOf(node))
  }
  return { stages, metaArgs }
}
function parseNode(node: Node, lint: Lint, features: FrontendFeatures): ReturnType<typeof parseInstruction> {
  try {
    return parseInstruction(node, lint, features)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(`dockerfile parse error on line ${node.startLine}: ${error.message}`, locationOf(node))
  }
}
/**
 * One trigger that ONBUILD left for the next image. Its errors and the instruction have the place of that image's FROM, and no
 * check looks at it.
 */
export function parseTrigger(text: string, location: BuildRange[], features = BUILTIN_FEATURES): Instruction {
  const lint = new Lint({ ...NO_CHECK_OPTIONS, skipAll: true })
  try {
    const { nodes } = parseLines(text)
    if (nodes.length !== 1) throw new DockerfileError('onbuild trigger should be a single expression')
    const parsed = parseInstruction(nodes[0]!, lint, features)
    if ('stage' in parsed) throw new DockerfileError('*instructions.Stage is not a command type')
    return { ...parsed.instruction, location }
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(error.message, location)
  }
}
