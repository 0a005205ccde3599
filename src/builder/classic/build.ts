/**
 * The classic builder (moby builder/dockerfile): one step after the other, each in a container of its own, each an image of its own.
 *
 *   context.tar ─▶ Dockerfile ─▶ FROM: image ─▶ step: cache? container ─▶ commit ─▶ image … ─▶ tags
 */
import type { AbortSignalLike } from '../../api/transport.ts'
import { invalid, type AuthConfig, type JsonMessage } from '../../api/types/index.ts'
import { DockerfileError, envFromList, expandWord, parseDockerfile, parseTrigger } from '../dockerfile/index.ts'
import { parseLines } from '../dockerfile/parser.ts'
import type { Dockerfile, Instruction, Stage as ParsedStage } from '../dockerfile/index.ts'
import { BuildArgs } from './args.ts'
import { openContext, openRemote, type ClassicContext } from './context.ts'
import { dispatch } from './dispatch.ts'
import { ClassicError, textOf } from './errors.ts'
import type { ClassicHost, ClassicImage } from './host.ts'
import { ImageCache } from './image-cache.ts'
import type { ClassicOptions } from './options.ts'
import { BuildOutput, shortId } from './output.ts'
import { stageConfig } from './run-config.ts'
import { Build, type Stage } from './state.ts'

export interface ClassicBuild {
  host: ClassicHost
  options: ClassicOptions
  source: Uint8Array | AsyncIterable<Uint8Array>
  signal: AbortSignalLike
  /** Logins by registry, as the client knows them. */
  auths: Readonly<Record<string, AuthConfig>>
  emit(message: JsonMessage): void
}
/** The new image's ID. Throws Error, ClassicError. */
export async function classicBuild({ host, options, source, signal, auths, emit }: ClassicBuild): Promise<string> {
  const tags = sanitizeTags(host, options.tags)
  const out = new BuildOutput(emit)
  const context: ClassicContext =
    options.remote === ''
      ? await openContext(host, source, options.dockerfile)
      : await openRemote(host, options.remote, options.dockerfile, signal)
  const dockerfile = parse(context.dockerfile)
  const stages = wantedStages(dockerfile, options)
  const { emptyContinuations } = parseLines(context.dockerfile)
  for (const { text } of emptyContinuations) out.error(`[WARNING]: Empty continuation line found in: ${text}\n`)
  if (emptyContinuations.length > 0)
    out.error('[WARNING]: Empty continuation lines will become errors in a future release.\n')
  const build = new Build({ host, options, out, signal, auths, files: context.files, escape: dockerfile.escape })
  const id = await runStages(build, dockerfile, stages)
  if (id === '') throw new ClassicError('No image was generated. Is your Dockerfile empty?')
  out.line(`Successfully built ${shortId(id)}`)
  for (const { canonical, familiar } of tags) {
    host.tag(id, canonical)
    out.line(`Successfully tagged ${familiar}`)
  }
  return id
}
function sanitizeTags(host: ClassicHost, names: readonly string[]): { canonical: string; familiar: string }[] {
  const tags = new Map<string, { canonical: string; familiar: string }>()
  for (const name of names) {
    if (name === '') continue
    if (name.includes('@')) throw new Error('build tag cannot contain a digest')
    const tag = host.parseTag(name)
    tags.set(tag.canonical, tag)
  }
  return [...tags.values()]
}
function parse(text: string): Dockerfile {
  try {
    return parseDockerfile(text)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    // The suggestion is BuildKit's.
    throw invalid(error.message)
  }
}
/** Up to the target, with the labels of the command line at the last one. */
function wantedStages({ stages }: Dockerfile, { target, labels }: ClassicOptions): ParsedStage[] {
  let wanted = stages
  if (target !== '') {
    const lower = target.toLowerCase()
    let index = stages.findLastIndex((stage) => stage.name === lower)
    if (index < 0 && /^\d+$/.test(target) && Number(target) < stages.length) index = Number(target)
    if (index < 0) throw invalid(`target stage "${target}" could not be found`)
    wanted = stages.slice(0, index + 1)
  }
  const last = wanted.at(-1)!
  const extra = Object.keys(labels)
    .sort()
    .map((key): Instruction => {
      const source = `LABEL ${key}=${labels[key]!}`
      const pairs = [{ key, value: labels[key]!, noDelim: false, literal: true }]
      return { kind: 'label', pairs, location: last.location, name: 'LABEL', source }
    })
  return [...wanted.slice(0, -1), { ...last, commands: [...last.commands, ...extra] }]
}

async function runStages(build: Build, dockerfile: Dockerfile, stages: readonly ParsedStage[]): Promise<string> {
  const { out, options } = build
  const args = new BuildArgs(options.buildArgs)
  const total = dockerfile.metaArgs.length + stages.reduce((sum, stage) => sum + 1 + stage.commands.length, 0)
  let step = 1
  for (const meta of dockerfile.metaArgs) {
    out.step(step++, total, meta.source)
    const env = envFromList(args.allowedList())
    for (const { key, value } of meta.args) {
      const text = value === null ? null : expandWord(value, env, dockerfile.escape)
      args.add(expandWord(key, env, dockerfile.escape), text)
      args.addMeta(key, text)
    }
  }
  let id = ''
  for (const parsed of stages) {
    if (parsed.name !== '' && build.stageNamed(parsed.name))
      throw new ClassicError(`${parsed.name} stage name already used`)
    out.step(step++, total, parsed.source)
    const stage = await beginStage(build, parsed, args.forStage())
    stage.config.Image = stage.imageId
    out.line(` ---> ${shortId(stage.imageId)}`)
    for (const command of parsed.commands) {
      if (build.signal.aborted) {
        out.line('Build cancelled')
        throw new ClassicError('Build cancelled')
      }
      out.step(step++, total, command.source)
      await dispatch(build, stage, command)
      stage.config.Image = stage.imageId
      out.line(` ---> ${shortId(stage.imageId)}`)
    }
    if (stage.imageId !== '') out.message({ aux: { ID: stage.imageId } })
    build.stages.push({ name: parsed.name, config: stage.config })
    id = stage.imageId
  }
  const unused = args.unused()
  if (unused.length > 0) out.line(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed`)
  return id
}
async function beginStage(build: Build, parsed: ParsedStage, args: BuildArgs): Promise<Stage> {
  build.cacheBusted = false
  build.cache = new ImageCache(build.host, build.options.cacheFrom)
  const env = envFromList(args.metaList())
  const platform = parsed.platform === '' ? '' : expandWord(parsed.platform, env, build.escape)
  const name = expandWord(parsed.baseName, env, build.escape)
  if (name === '') throw new ClassicError(`base name (${parsed.baseName}) should not be blank`)
  const image = await baseImage(build, name, platform)
  const stage: Stage = {
    name: parsed.name,
    config: stageConfig(image.config),
    maintainer: '',
    cmdSet: false,
    imageId: image.id,
    args,
  }
  const triggers = stage.config.OnBuild ?? []
  stage.config.OnBuild = null
  if (triggers.length > 0) await runTriggers(build, stage, triggers, parsed)
  return stage
}
async function baseImage(build: Build, name: string, platform: string): Promise<ClassicImage> {
  const stage = build.stageNamed(name)
  const reference = stage ? (stage.Image ?? '') : name
  if (reference === 'scratch' || reference === '') return { id: '', os: 'linux', config: {} }
  return build.image(reference, stage !== null, platform)
}
async function runTriggers(
  build: Build,
  stage: Stage,
  triggers: readonly string[],
  parsed: ParsedStage,
): Promise<void> {
  build.out.line(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}`)
  for (const trigger of triggers) {
    stage.config.Image = stage.imageId
    let instruction: Instruction
    try {
      instruction = parseTrigger(trigger, parsed.location)
    } catch (error) {
      throw new ClassicError(textOf(error))
    }
    await dispatch(build, stage, instruction)
  }
}
