/** The stages of a Dockerfile and what each stands on: names, indexes, images (dockerfile2llb buildDispatchStates and its graph). */
import { lexWord } from '../dockerfile/lex.ts'
import { search, withSuggestion } from '../dockerfile/suggest.ts'
import type { Dockerfile, Instruction, Stage } from '../dockerfile/types.ts'
import type { BuildRange } from '../../api/types/index.ts'
import type { Lint } from '../dockerfile/lint.ts'
import { BuildError, located, textOf } from '../errors.ts'
import { emptyImage } from '../image-config.ts'
import { lint } from './context.ts'
import { EnvList } from './env.ts'
import { cloneOutline, newOutline, type Outline } from './outline.ts'
import { ENGINE_PLATFORM, formatPlatform, parsePlatform } from './platform.ts'
import type { Command, ConvertOptions, ConvertServices, StageState } from './types.ts'

export class Stages {
  readonly states: StageState[] = []
  private readonly byName = new Map<string, StageState>()
  add(state: StageState): void {
    this.states.push(state)
    const base = this.byName.get(state.baseName)
    if (base) {
      state.base = base
      state.outline = cloneOutline(base.outline)
    }
    if (state.stage.name) this.byName.set(state.stage.name.toLowerCase(), state)
  }
  find(name: string): StageState | undefined {
    return this.byName.get(name.toLowerCase())
  }
  at(index: number): StageState {
    const state = this.states[index]
    if (!state) throw new BuildError(`invalid stage index ${index}`)
    return state
  }
  names(): string[] {
    return this.states.map((state) => state.stageName).filter((name) => name !== '')
  }
  get last(): StageState {
    return this.states.at(-1)!
  }
}
export function newState(stage: Stage, outline: Outline = newOutline()): StageState {
  return {
    stage,
    baseName: stage.baseName,
    stageName: stage.name,
    base: null,
    deps: new Map(),
    commands: [],
    unregistered: false,
    dispatched: false,
    resolved: false,
    onBuildDone: false,
    namedContext: null,
    image: emptyImage(),
    vertex: null,
    env: new EnvList(),
    dir: '/',
    buildArgs: [],
    ctxPaths: new Set(),
    paths: new Set(),
    ignoreCache: false,
    cmdIndex: 0,
    cmdTotal: 0,
    cmdIsOnBuild: false,
    workdirSet: false,
    baseDigest: '',
    baseHistory: 0,
    outline,
    tracked: { cmd: null, entrypoint: null, healthcheck: null },
  }
}
/** An image that a COPY --from or a mount names. */
function imageState(name: string, location: BuildRange[]): StageState {
  const state = newState({
    keyword: 'FROM',
    baseName: name,
    name: '',
    platform: '',
    location,
    source: '',
    comment: '',
    commands: [],
  })
  state.unregistered = true
  return state
}

/** The stages of the file in order. Throws BuildError. */
export async function readStages(
  file: Dockerfile,
  options: ConvertOptions,
  services: ConvertServices,
  args: { global: EnvList; outline: Outline },
  checks: Lint,
): Promise<Stages> {
  const stages = new Stages()
  const dispatch = { lint: checks }
  for (const [i, stage] of file.stages.entries()) {
    const state = newState(stage, cloneOutline(args.outline))
    try {
      const word = lexWord(stage.baseName, args.global, { escape: file.escape })
      const known = [...args.outline.args.keys(), ...args.global.keys()]
      for (const name of word.unmatched)
        if (!known.includes(name)) lint(dispatch, 'UndefinedArgInFrom', stage.location, name, search(name, known, true))
      if (word.result === '') throw new BuildError(`base name (${stage.baseName}) should not be blank`)
      state.baseName = word.result
      for (const name of word.matched) state.outline.used.add(name)
      if (stage.platform) checkPlatform(state, args, file.escape, checks)
    } catch (error) {
      throw located(error, stage.location)
    }
    if (stage.name) {
      const context = await services.namedContext(stage.name)
      if (context) {
        state.namedContext = context
        stages.add(state)
        state.base = null
        continue
      }
    } else state.stageName = `stage-${i}`
    stages.add(state)
    const steps = stage.commands.filter(({ kind }) => ['add', 'copy', 'run', 'workdir'].includes(kind)).length
    state.cmdTotal = steps + (state.baseName !== 'scratch' && !state.base ? 1 : 0)
    state.ignoreCache =
      options.noCache || options.noCacheFilter.some((name) => name.toLowerCase() === stage.name && stage.name !== '')
  }
  return stages
}
function checkPlatform(
  state: StageState,
  args: { global: EnvList; outline: Outline },
  escape: string,
  checks: Lint,
): void {
  const { stage } = state
  const dispatch = { lint: checks }
  const word = lexWord(stage.platform, args.global, { escape })
  const known = [...args.outline.args.keys(), ...args.global.keys()]
  for (const name of word.unmatched)
    if (!known.includes(name)) lint(dispatch, 'UndefinedArgInFrom', stage.location, name, search(name, known, true))
  if (word.matched.size === 1 && word.unmatched.size === 0 && word.matched.has('TARGETPLATFORM'))
    if (args.global.get('TARGETPLATFORM') === word.result)
      lint(dispatch, 'RedundantTargetPlatform', stage.location, stage.platform)
  if (word.matched.size === 0 && word.unmatched.size === 0) {
    const constant = parsePlatform(word.result)
    if (
      typeof constant !== 'string' &&
      !stage.name.includes(constant.os) &&
      !stage.name.includes(constant.architecture)
    )
      lint(dispatch, 'FromPlatformFlagConstDisallowed', stage.location, word.result)
  }
  const [missing] = word.unmatched
  const hint = (text: string): string => (missing === undefined ? text : withSuggestion(text, missing, known, true))
  if (word.result === '') throw new BuildError(hint(`empty platform value from expression ${stage.platform}`))
  const platform = parsePlatform(word.result)
  if (typeof platform === 'string')
    throw new BuildError(hint(`failed to parse platform ${stage.platform}: ${platform}`))
  if (platform.os !== ENGINE_PLATFORM.os || platform.architecture !== ENGINE_PLATFORM.architecture)
    throw new BuildError(
      `FROM --platform=${formatPlatform(platform)} is not simulated yet: every image here is linux/amd64`,
    )
}

/** Which stages each instruction takes from. Throws BuildError. */
export function linkStages(stages: Stages): void {
  // The list grows while it is walked: images that are named become states, too.
  for (const state of [...stages.states]) {
    state.commands = state.stage.commands.map((instruction) => linkCommand(stages, state, instruction, false))
  }
  checkCircles(stages.states)
  if (stages.states.length === 1) stages.states[0]!.stageName = ''
}
export function linkCommand(stages: Stages, state: StageState, instruction: Instruction, onBuild: boolean): Command {
  const sources = sourcesOf(stages, instruction)
  for (const source of sources) {
    if (!source) continue
    state.deps.set(source, instruction)
    if (source.unregistered && !stages.states.includes(source)) stages.add(source)
  }
  return { instruction, sources, onBuild }
}
function sourcesOf(stages: Stages, instruction: Instruction): (StageState | null)[] {
  if (instruction.kind === 'copy') {
    const { from } = instruction.copy
    if (from === '') return []
    if (lexWord(from, new EnvList()).result !== from)
      throw new BuildError(
        'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
      )
    if (/^[+-]?\d+$/.test(from)) return [stages.at(Number(from))]
    return [stages.find(from) ?? imageState(from, instruction.location)]
  }
  if (instruction.kind !== 'run') return []
  return instruction.flags.mountSpecs.map((spec) => {
    const from = /(?:^|,)from=([^,]*)/i.exec(spec)?.[1] ?? ''
    // Without a name it is "scratch": a state of its own, and so the step's name has its stage's in it.
    // Its image has no place in the file, so a message about it shows none.
    return stages.find(from || 'scratch') ?? imageState(from || 'scratch', [])
  })
}
function checkCircles(states: readonly StageState[]): void {
  const visited = new Set<StageState>()
  const path = new Set<StageState>()
  const visit = (state: StageState, trail: Instruction[]): Instruction[] | null => {
    if (visited.has(state)) return null
    visited.add(state)
    path.add(state)
    for (const [dep, instruction] of state.deps) {
      const next = instruction ? [...trail, instruction] : trail
      if (path.has(dep)) return next
      const found = visit(dep, next)
      if (found) return found
    }
    path.delete(state)
    return null
  }
  for (const state of states) {
    const circle = visit(state, [])
    if (!circle) continue
    throw new BuildError(`circular dependency detected on stage: ${state.stageName}`, {
      places: circle.map((instruction) => instruction.location),
    })
  }
}
/** The stage that --target names. */
export function targetOf(stages: Stages, target: string): StageState {
  if (target === '') return stages.last
  const found = stages.find(target)
  if (found) return found
  throw new BuildError(
    withSuggestion(`target stage ${JSON.stringify(target)} could not be found`, target, stages.names(), true),
  )
}
export function reachable(target: StageState): Set<StageState> {
  const out = new Set<StageState>()
  const visit = (state: StageState): void => {
    if (out.has(state)) return
    out.add(state)
    if (state.base) visit(state.base)
    for (const dep of state.deps.keys()) visit(dep)
  }
  visit(target)
  return out
}
export const stageError = (error: unknown, name: string, names: readonly string[]): string =>
  withSuggestion(`${name}: ${textOf(error)}`, name, [...names, ...COMMON_IMAGES], true)
/** What a name that could not be found may have meant. */
const COMMON_IMAGES = ['alpine', 'busybox', 'centos', 'debian', 'golang', 'ubuntu', 'fedora'].flatMap((name) => [
  name,
  `docker.io/library${name}`,
  `${name}:latest`,
  `docker.io/library${name}:latest`,
])
