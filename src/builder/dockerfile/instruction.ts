/** A node → a typed instruction (buildkit frontend/dockerfile/instructions/parse.go). Words stay unexpanded. */
import type { BuildRange } from '../../api/types/index.ts'
import { atLeastOne, commandLine, type FrontendFeatures } from './arguments.ts'
import { parseFlags } from './flags.ts'
import { trimSpace } from './go-text.ts'
import { parseAdd, parseCopy } from './instruction-copy.ts'
import { parseHealthcheck } from './instruction-health.ts'
import { parseRun } from './instruction-run.ts'
import type { Lint } from './lint.ts'
import { locationOf, type Node } from './node.ts'
import { RULES } from './rules.ts'
import { withSuggestion } from './suggest.ts'
import { DockerfileError, type Instruction, type Stage } from './types.ts'

export type Parsed = { stage: Stage } | { instruction: Instruction }

const NAMES =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  )

const exactlyOne = (name: string): DockerfileError => new DockerfileError(`${name} requires exactly one argument`)
const blankNames = (name: string): DockerfileError => new DockerfileError(`${name} names can not be blank`)

/** Throws DockerfileError without a place. */
export function parseInstruction(node: Node, lint: Lint, features: FrontendFeatures): Parsed {
  const name = node.value.toLowerCase()
  if (name === 'from') return { stage: parseFrom(node, lint) }
  const common = { location: locationOf(node), source: trimSpace(node.original), name: node.value }
  return { instruction: { ...common, ...parseKind(name, node, lint, features) } }
}
type WithoutCommon<T> = T extends unknown ? Omit<T, 'location' | 'source' | 'name'> : never

function parseKind(name: string, node: Node, lint: Lint, features: FrontendFeatures): WithoutCommon<Instruction> {
  switch (name) {
    case 'add':
      return { kind: 'add', copy: parseAdd(node) }
    case 'copy':
      return { kind: 'copy', copy: parseCopy(node, features) }
    case 'run':
      return { kind: 'run', ...parseRun(node, features) }
    case 'healthcheck':
      return { kind: 'healthcheck', health: parseHealthcheck(node) }
    case 'arg':
      return parseArg(node, lint)
    case 'env':
    case 'label':
      return { kind: name, pairs: parsePairs(node, name.toUpperCase()) }
    case 'cmd':
    case 'entrypoint':
      parseFlags(node.flags, {})
      return { kind: name, command: commandLine(node) }
    case 'expose':
      if (node.args.length === 0) throw atLeastOne('EXPOSE')
      parseFlags(node.flags, {})
      return { kind: 'expose', ports: [...node.args].sort(byBytes) }
    case 'maintainer':
      lint.run(RULES.MaintainerDeprecated, locationOf(node))
      return { kind: 'maintainer', maintainer: single(node, 'MAINTAINER') }
    case 'onbuild':
      return { kind: 'onbuild', expression: parseOnbuild(node) }
    case 'shell':
      return { kind: 'shell', shell: parseShell(node) }
    case 'stopsignal':
      if (node.args.length !== 1) throw exactlyOne('STOPSIGNAL')
      return { kind: 'stopsignal', signal: node.args[0]! }
    case 'user':
      return { kind: 'user', user: single(node, 'USER') }
    case 'workdir':
      return { kind: 'workdir', path: single(node, 'WORKDIR') }
    case 'volume':
      return { kind: 'volume', paths: parseVolume(node) }
    default:
      throw new DockerfileError(withSuggestion(`unknown instruction: ${node.value}`, node.value, NAMES, false))
  }
}
/** slices.Sort of Go strings: by bytes of UTF-8, which is by code point. */
function byBytes(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (order !== 0) return order
  }
  return left.length - right.length
}
function single(node: Node, name: string): string {
  if (node.args.length !== 1) throw exactlyOne(name)
  parseFlags(node.flags, {})
  return node.args[0]!
}
function parsePairs(node: Node, name: string): { key: string; value: string; noDelim: boolean }[] {
  parseFlags(node.flags, {})
  if (node.args.length === 0) throw atLeastOne(name)
  const pairs = []
  for (let i = 0; i < node.args.length; i += 3) {
    const [key, value, delimiter] = node.args.slice(i, i + 3)
    if (!key) throw blankNames(name)
    pairs.push({ key, value: value!, noDelim: delimiter === '' })
  }
  return pairs
}
function parseArg(node: Node, lint: Lint): WithoutCommon<Instruction> {
  if (node.args.length === 0) throw atLeastOne('ARG')
  const args = node.args.map((arg) => {
    const at = arg.indexOf('=')
    if (at === 0) throw blankNames('ARG')
    const key = at < 0 ? arg : arg.slice(0, at)
    return { key, value: at < 0 ? null : arg.slice(at + 1), comment: commentFor(node, key) }
  })
  checkDescription(
    'ARG',
    args.map((arg) => arg.key),
    node,
    lint,
  )
  return { kind: 'arg', args }
}
function parseOnbuild(node: Node): string {
  if (node.args.length === 0) throw atLeastOne('ONBUILD')
  parseFlags(node.flags, {})
  const trigger = trimSpace(node.args[0]!).toUpperCase()
  if (trigger === 'ONBUILD') throw new DockerfileError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  if (trigger === 'MAINTAINER' || trigger === 'FROM')
    throw new DockerfileError(`${trigger} isn't allowed as an ONBUILD trigger`)
  const expression = node.original.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, '')
  return expression + node.heredocs.map((doc) => `\n${doc.content}${doc.name}`).join('')
}
function parseShell(node: Node): string[] {
  parseFlags(node.flags, {})
  if (node.args.length === 0) throw atLeastOne('SHELL')
  if (!node.json) throw new DockerfileError('SHELL requires the arguments to be in JSON form')
  return [...node.args]
}
function parseVolume(node: Node): string[] {
  if (node.args.length === 0) throw atLeastOne('VOLUME')
  parseFlags(node.flags, {})
  return node.args.map((arg) => {
    const path = trimSpace(arg)
    if (path === '') throw new DockerfileError('VOLUME specified can not be an empty string')
    return path
  })
}

const STAGE_NAME = /^[a-z][a-z0-9\-_.]*$/
function parseFrom(node: Node, lint: Lint): Stage {
  const location = locationOf(node)
  lintFrom(node, location, lint)
  const { args } = node
  let name = ''
  if (args.length === 3 && args[1]!.toLowerCase() === 'as') {
    name = args[2]!.toLowerCase()
    if (!STAGE_NAME.test(name))
      throw new DockerfileError(
        `invalid name for build stage: "${args[2]}", name can't start with a number or contain symbols`,
      )
  } else if (args.length !== 1) throw new DockerfileError('FROM requires either one or three arguments')
  const flags = parseFlags(node.flags, { platform: 'string' })
  if (name !== '') checkDescription('FROM', [name], node, lint)
  return {
    keyword: node.value,
    baseName: args[0]!,
    name,
    platform: flags.platform ?? '',
    location,
    source: trimSpace(node.original),
    comment: commentFor(node, name),
    commands: [],
  }
}
function lintFrom(node: Node, location: BuildRange[], lint: Lint): void {
  const [, as, stage] = node.args
  if (node.args.length === 3 && stage! !== stage!.toLowerCase()) lint.run(RULES.StageNameCasing, location, stage!)
  if (node.args.length < 3) return
  // FROM in mixed case is another rule's matter.
  const lower = node.value === node.value.toLowerCase()
  if (!lower && node.value !== node.value.toUpperCase()) return
  if (as !== (lower ? as!.toLowerCase() : as!.toUpperCase())) lint.run(RULES.FromAsCasing, location, node.value, as!)
}
/** `# name description` above: the description. */
function commentFor(node: Node, name: string): string {
  if (name === '') return ''
  return node.comments.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? ''
}
function checkDescription(instruction: string, keys: readonly string[], node: Node, lint: Lint): void {
  const last = node.comments.at(-1)
  if (last === undefined || keys.length === 0 || keys.includes(last.split(' ')[0]!)) return
  lint.run(RULES.InvalidDefinitionDescription, locationOf(node), instruction, keys.length > 1 ? '<arg_key>' : keys[0]!)
}
