/**
 * A Dockerfile → the graph of its target (dockerfile2llb convert.go):
 *
 *   stages and their bases → what is reachable → images' configurations, with ONBUILD → instructions, stage by stage → target
 */
import type { Dockerfile, Instruction } from '../dockerfile/types.ts'
import type { Lint } from '../dockerfile/lint.ts'
import { parseTrigger } from '../dockerfile/parse.ts'
import { PatternError, PatternMatcher } from '../../base/patternmatcher.ts'
import { BuildError, located, textOf } from '../errors.ts'
import { vertex, INTERNAL, type Vertex } from '../graph/vertex.ts'
import { cloneDraft, DEFAULT_PATH, draftOf, emptyImage, type ImageDraft } from '../image-config.ts'
import type { Dispatch } from './context.ts'
import { convertInstruction } from './dispatch.ts'
import { EnvList } from './env.ts'
import { checkDefaults, globalArgs, platformArgs } from './global-args.ts'
import { prefixed } from './history.ts'
import { linkCommand, linkStages, reachable, readStages, stageError, targetOf, type Stages } from './stages.ts'
import type { ConvertOptions, ConvertServices, StageState } from './types.ts'
import { nextWorkdir } from './workdir.ts'

export interface Converted {
  target: StageState
  stages: Stages
  needed: ReadonlySet<StageState>
  image: ImageDraft
  vertex: Vertex | null
  /** Entries of the history that are the base image's. */
  baseHistory: number
}
const PROXIES = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy']

export async function convertDockerfile(
  file: Dockerfile,
  options: ConvertOptions,
  services: ConvertServices,
  lint: Lint,
): Promise<Converted> {
  const builtin = platformArgs(options, options.target || file.stages.at(-1)!.name)
  checkDefaults(file, builtin, lint, (name) => validName(services, name))
  const args = globalArgs(builtin, file.metaArgs, options.buildArgs, file.escape)
  const stages = await readStages(file, options, services, args, lint)
  const target = targetOf(stages, options.target)
  linkStages(stages)
  const needed = await resolveStages(stages, target, options, services)
  const ignore = await services.ignorePatterns()
  checkPatterns(ignore)
  const context: Vertex = {
    digest: 'context',
    op: { type: 'local', name: 'context', include: [], exclude: [], follow: [] },
    inputs: [],
    name: '',
    meta: INTERNAL,
  }
  const dispatch: Dispatch = {
    options,
    services,
    lint,
    escape: file.escape,
    globalArgs: args.global,
    states: stages.states,
    context,
    ignore,
    proxy: [...options.buildArgs]
      .filter(([key]) => PROXIES.includes(key.toLowerCase()))
      .map(([key, value]) => `${key}=${value}`),
  }
  const paths = new Set<string>()
  for (const state of stages.states) {
    if (state.dispatched || !(options.allStages || needed.has(state))) continue
    begin(state)
    for (const command of state.commands) convertInstruction(dispatch, state, command)
    for (const path of state.ctxPaths) paths.add(path)
  }
  const violation = lint.error()
  if (violation) throw new BuildError(violation)
  const image = target.image
  if (options.labels.size) image.config.Labels = { ...image.config.Labels, ...Object.fromEntries(options.labels) }
  if (options.platform) {
    image.os = options.platform.os
    image.architecture = options.platform.architecture
    image.variant = options.platform.variant
  }
  const needsContext = [...needed].some((state) => state.vertex && uses(state.vertex, context))
  const real = needsContext ? services.mainContext(followPaths(paths)) : null
  const baseHistory = rootOf(target).baseHistory
  return {
    target,
    stages,
    needed,
    image,
    baseHistory,
    vertex: target.vertex && real ? replaced(target.vertex, context, real) : target.vertex,
  }
}
function checkPatterns(patterns: readonly string[]): void {
  try {
    void new PatternMatcher(patterns)
  } catch (error) {
    throw error instanceof PatternError ? new BuildError(error.message) : error
  }
}
const rootOf = (state: StageState): StageState => (state.base ? rootOf(state.base) : state)
function validName(services: ConvertServices, name: string): boolean {
  if (name === 'scratch') return true
  try {
    services.normalise(name)
    return true
  } catch {
    return false
  }
}
/** null: everything. */
function followPaths(paths: ReadonlySet<string>): string[] | null {
  if (paths.has('/') || paths.size === 0) return null
  return [...paths].map((path) => path.replace(/^\/+/, '').replace(/\/+$/, '')).sort()
}
const used = new WeakMap<Vertex, boolean>()
function uses(top: Vertex, context: Vertex): boolean {
  if (top === context) return true
  const known = used.get(top)
  if (known !== undefined) return known
  const found = top.inputs.some((input) => uses(input, context))
  used.set(top, found)
  return found
}
/** The graph with the placeholder replaced; digests change with it. */
function replaced(top: Vertex, placeholder: Vertex, real: Vertex): Vertex {
  const done = new Map<Vertex, Vertex>([[placeholder, real]])
  const visit = (at: Vertex): Vertex => {
    const known = done.get(at)
    if (known) return known
    const inputs = at.inputs.map(visit)
    const out = inputs.every((input, i) => input === at.inputs[i]) ? at : vertex(at.op, inputs, at.name, at.meta)
    done.set(at, out)
    return out
  }
  return visit(top)
}

async function resolveStages(
  stages: Stages,
  target: StageState,
  options: ConvertOptions,
  services: ConvertServices,
): Promise<Set<StageState>> {
  for (;;) {
    const needed = reachable(target)
    await Promise.all(
      stages.states.map((state) => resolveBase(stages, state, options.allStages || needed.has(state), services)),
    )
    let more = false
    // Bases come before what stands on them.
    for (const state of stages.states) if (needed.has(state)) more = triggers(stages, state) || more
    if (!more) return needed
  }
}
async function resolveBase(
  stages: Stages,
  state: StageState,
  needed: boolean,
  services: ConvertServices,
): Promise<void> {
  if (state.base || state.dispatched || state.resolved) return
  state.resolved = needed
  if (state.baseName === 'scratch' && !state.namedContext) {
    state.vertex = null
    state.image = emptyImage()
    if (state.unregistered) state.dispatched = true
    return
  }
  try {
    await loadBase(stages, state, needed, services)
  } catch (error) {
    throw located(error, state.stage.location)
  } finally {
    if (state.unregistered) state.dispatched = true
  }
}
async function loadBase(stages: Stages, state: StageState, needed: boolean, services: ConvertServices): Promise<void> {
  const written = state.baseName
  let name: string
  try {
    name = services.normalise(written)
  } catch (error) {
    throw new BuildError(`failed to parse stage name ${JSON.stringify(written)}: ${textOf(error)}`)
  }
  if (!needed) return
  const context = state.namedContext ?? (await services.namedContext(written))
  if (context) {
    state.vertex = context.vertex
    if (context.image) state.image = cloneDraft(context.image)
    if (state.namedContext) state.dispatched = true
    return
  }
  try {
    const image = await services.resolveImage(name)
    state.image = draftOf(image.config)
    state.baseDigest = image.config.rootfs.diff_ids.join(' ')
    state.baseHistory = image.config.history.length
    state.baseName = image.name
    if (image.config.rootfs.diff_ids.length === 0) {
      state.vertex = null
      return
    }
    state.vertex = vertex({ type: 'image', image }, [], prefixed(state, `FROM ${image.name}`), {
      stage: state.stageName,
      location: state.stage.location,
      source: state.stage.source,
      ignoreCache: false,
      index: state.cmdIndex,
      base: state.baseDigest,
      env: {},
    })
  } catch (error) {
    const message = stageError(error, written, stages.names())
    if (error instanceof BuildError) error.message = message
    throw error instanceof BuildError ? error : new BuildError(message)
  }
}
/** What the base left for its children to do. True: new stages came in. */
function triggers(stages: Stages, state: StageState): boolean {
  if (state.dispatched) return false
  const expressions = state.onBuildDone ? [] : [...(state.base ? [] : (state.image.config.OnBuild ?? []))]
  if (!state.onBuildDone && state.base)
    for (const { instruction } of state.base.commands)
      if (instruction.kind === 'onbuild') expressions.push(instruction.expression)
  state.onBuildDone = state.base !== null || state.resolved
  delete state.image.config.OnBuild
  if (!expressions.length) return false
  let more = false
  const commands = expressions.map((expression) => {
    let instruction: Instruction
    try {
      instruction = parseTrigger(expression, state.stage.location)
      const command = linkCommand(stages, state, instruction, true)
      more ||= command.sources.length > 0
      return command
    } catch (error) {
      throw located(error, state.stage.location)
    }
  })
  state.commands = [...commands, ...state.commands]
  state.cmdTotal += commands.length
  return more
}
/** A stage takes over what its base has come to. */
function begin(state: StageState): void {
  const { base } = state
  state.dispatched = true
  if (base) {
    state.vertex = base.vertex
    state.image = cloneDraft(base.image)
    delete state.image.config.OnBuild
    state.paths = base.paths
    state.workdirSet = base.workdirSet
    state.buildArgs = [...state.buildArgs, ...base.buildArgs]
    state.env = base.env
    state.baseDigest = base.baseDigest
    for (const secret of base.outline.used) state.outline.used.add(secret)
  }
  const { config } = state.image
  if (EnvList.of(config.Env ?? []).get('PATH') === undefined)
    config.Env = [...(config.Env ?? []), `PATH=${DEFAULT_PATH}`]
  // ARGs of a base stage stay in the environment of RUN; those of ENV are in the image.
  state.env = [...EnvList.of(config.Env ?? []).list()].reduce((env, entry) => {
    const at = entry.indexOf('=')
    const [key, value] = [entry.slice(0, at), entry.slice(at + 1)]
    return env.get(key) === value ? env : env.set(key, value)
  }, state.env)
  if (config.WorkingDir) {
    config.WorkingDir = nextWorkdir('', config.WorkingDir)
    state.dir = config.WorkingDir
  }
}
