/**
 * One build, from the query to the image (buildkit frontend/dockerfile/builder, solver/llbsolver):
 *
 *   Dockerfile ─parse─▶ stages ─convert─▶ graph ─solve─▶ result ─export─▶ image | files
 */
import type { BuildLine, BuildSource } from '../api/types/index.ts'
import { decode } from '../base/bytes.ts'
import { isDir } from '../base/abi/files.ts'
import { createTreeFs } from '../kernel/vfs/index.ts'
import { readIgnoreFile } from '../base/patternmatcher.ts'
import { Abort } from './abort.ts'
import type { CacheMounts } from './cache/mounts.ts'
import { treeOf, type Ref } from './cache/ref.ts'
import { randomId25, type CacheStore } from './cache/store.ts'
import { callAnswer } from './call.ts'
import { convertDockerfile, type Converted } from './convert/convert.ts'
import type { ConvertServices, NamedContext } from './convert/types.ts'
import { checkOptionsOf, Lint, parseCheckOptions, shortText } from './dockerfile/lint.ts'
import { parseDockerfile } from './dockerfile/parse.ts'
import { DockerfileError, type Dockerfile, type Finding } from './dockerfile/types.ts'
import { BuildError, CanceledError, detailOf, located, textOf, wrap } from './errors.ts'
import { exportResult } from './export/export.ts'
import { digestText, INTERNAL, vertex, type Vertex } from './graph/vertex.ts'
import type { Build } from './history.ts'
import type { BuilderHost, ResolvedImage } from './host.ts'
import { importCache, type Imported } from './import-cache.ts'
import { namedContext } from './named-context.ts'
import type { BuildOptions } from './options.ts'
import { paced } from './pace.ts'
import { Progress } from './progress.ts'
import { isGitUrl } from './remote.ts'
import { remoteContext } from './remote-context.ts'
import { SessionError, type Session, type Sessions } from './session.ts'
import { loadLocal, Solver } from './solve/solver.ts'
import { stampText } from './stamp.ts'
import { frontendOf } from './syntax.ts'

export interface BuildWorld {
  readonly host: BuilderHost
  readonly store: CacheStore
  readonly mounts: CacheMounts
  readonly sessions: Sessions
  readonly inFlight: Map<string, Promise<Ref>>
}
export class BuildRun {
  readonly world: BuildWorld
  readonly options: BuildOptions
  readonly build: Build
  readonly signal = new Abort()
  readonly progress: Progress
  readonly job: string
  source: BuildSource
  private readonly say: (line: BuildLine) => void
  private opened: Promise<Session> | null = null
  private readonly images = new Map<string, Promise<ResolvedImage>>()
  private ignore: string[] | null = null
  private definition = ''
  private imported: Imported[] = []
  private remote: Ref | null = null
  /** Records that this build stands on. */
  readonly used = new Set<string>()
  /** For --metadata-file. */
  exported: Record<string, string> = {}
  /** A failure of the simulation itself, for tests. */
  bug: unknown = null

  constructor(world: BuildWorld, options: BuildOptions, build: Build, say: (line: BuildLine) => void) {
    this.world = world
    this.options = options
    this.build = build
    this.say = say
    this.source = { filename: options.dockerfile, data: '', language: 'Dockerfile' }
    this.progress = new Progress(
      () => world.host.now(),
      (status) => {
        say({ id: 'moby.buildkit.trace', aux: status })
        build.changed(status)
      },
    )
    this.job = randomId25(world.host)
    build.progress = this.progress
    build.cancel = () => this.signal.abort()
  }

  /** Never rejects: what goes wrong is the last line. */
  async run(): Promise<void> {
    const { build, world } = this
    let close = (): void => {}
    try {
      if (this.options.session !== '') {
        const session = await this.signal.race(this.session())
        close = session.whenClosed(() => this.signal.abort())
      }
      await this.work()
      build.status = 'completed'
    } catch (thrown) {
      const canceled = thrown instanceof CanceledError || (this.signal.aborted && !(thrown instanceof BuildError))
      const error = canceled ? new CanceledError() : located(thrown, [])
      const detail = detailOf(error, this.source.data === '' ? null : this.source)
      if (!canceled) detail.message = `failed to solve: ${detail.message}`
      build.status = canceled ? 'canceled' : 'error'
      build.error = detail
      this.say({ errorDetail: detail, error: detail.message })
      if (
        !canceled &&
        !(thrown instanceof BuildError || thrown instanceof DockerfileError || thrown instanceof SessionError)
      )
        this.bug = thrown
    } finally {
      close()
      build.completed = stampText(world.host.now())
      build.changed()
      world.host.changed()
    }
  }

  session(): Promise<Session> {
    if (this.options.session === '') return Promise.reject(new BuildError('no active sessions'))
    return (this.opened ??= this.world.sessions.get(this.options.session))
  }
  /** A step of the builder's own. */
  async step<T>(name: string, work: (digest: string) => Promise<T>): Promise<T> {
    const digest = digestText(`${this.job} ${name}`)
    const { progress } = this
    progress.announce({ digest, name, op: { type: 'merge' }, inputs: [], meta: INTERNAL })
    progress.start(digest)
    try {
      const result = await this.signal.race(work(digest))
      progress.complete(digest)
      return result
    } catch (error) {
      if (error instanceof CanceledError) {
        progress.complete(digest, { error: 'context canceled' })
        throw error
      }
      progress.complete(digest, { error: textOf(error) })
      const at = located(error, [])
      if (!at.vertex) at.vertex = digest
      throw at
    }
  }

  private async work(): Promise<void> {
    const { options, build } = this
    await this.readDefinition()
    const text = this.source.data
    const features = await frontendOf(this, text)
    const lint = new Lint(this.checkOptions(text), (finding) => this.warn(finding))
    let file: Dockerfile
    try {
      file = parseDockerfile(text, { lint, features })
    } catch (error) {
      const failure =
        error instanceof DockerfileError
          ? new BuildError(error.message, { ranges: error.location })
          : located(error, [])
      if (options.call === 'check') {
        this.say({ id: 'naru.lint', aux: callAnswer.lint(lint, this.source, failure) })
        return
      }
      throw failure
    }
    if (options.call === 'targets') {
      this.say({ id: 'naru.targets', aux: callAnswer.targets(file, text) })
      return
    }
    let converted: Converted
    try {
      converted = await convertDockerfile(file, options, this.services(), lint)
    } catch (error) {
      if (error instanceof CanceledError) throw error
      const failure =
        error instanceof DockerfileError
          ? new BuildError(error.message, { ranges: error.location })
          : located(error, [])
      if (options.call !== 'check') throw failure
      this.say({ id: 'naru.lint', aux: callAnswer.lint(lint, this.source, failure) })
      return
    }
    if (options.call === 'check') {
      this.say({ id: 'naru.lint', aux: callAnswer.lint(lint, this.source, null) })
      return
    }
    if (options.call === 'outline') {
      this.say({ id: 'naru.outline', aux: callAnswer.outline(converted.target, text) })
      return
    }
    build.stages = stagesOf(converted)
    await this.solveAndExport(converted)
  }
  private async solveAndExport(converted: Converted): Promise<void> {
    const { options, world } = this
    for (const name of options.cacheFrom) {
      const found = await importCache(this, name)
      if (found) this.imported.push(found)
    }
    const solver = new Solver({
      host: world.host,
      store: world.store,
      mounts: world.mounts,
      progress: this.progress,
      signal: this.signal,
      session: () => this.session(),
      inFlight: world.inFlight,
      used: this.used,
      job: this.job,
      name: `${options.name}\0${options.dockerfile}`,
      imported: (key, parent) => {
        for (const source of this.imported) {
          const ref = source.find(key, parent)
          if (ref) return ref
        }
        return null
      },
    })
    const result = await solver.solve(converted.vertex)
    this.signal.check()
    await exportResult(this, converted, result, (line) => this.say(line))
  }

  // ── the Dockerfile and its folder ──

  private async readDefinition(): Promise<void> {
    const { options, build } = this
    const { remote } = options
    if (isGitUrl(remote)) throw new BuildError(`building from a Git repository (${remote}) is not simulated yet`)
    if (remote === 'client-session') await this.readLocalDefinition()
    else await this.readRemote(remote)
    build.dockerfile = this.source
    build.target = options.target
    build.changed()
  }
  private async readLocalDefinition(): Promise<void> {
    const { dockerfile } = this.options
    const folder = dockerfile.includes('/') ? `${dockerfile.slice(0, dockerfile.lastIndexOf('/'))}/` : ''
    const lower = dockerfile.slice(folder.length) === 'Dockerfile' ? `${folder}dockerfile` : null
    const follow = [dockerfile, `${dockerfile}.dockerignore`, ...(lower === null ? [] : [lower])]
    const ref = await this.step(`[internal] load build definition from ${dockerfile}`, async (digest) => {
      this.definition = digest
      const session = await this.session()
      await paced(this.world.host.clock, this.signal, 'transfer')
      return loadLocal(
        this.sources(),
        session,
        { name: 'dockerfile', include: [], exclude: [], follow, fresh: true },
        digest,
      )
    }).catch((error: unknown) => {
      throw wrap(error, 'failed to read dockerfile')
    })
    this.takeDefinition(ref, lower)
  }
  private takeDefinition(ref: Ref, lower: string | null): void {
    const { dockerfile } = this.options
    const text = this.fileOf(ref, dockerfile) ?? (lower === null ? null : this.fileOf(ref, lower))
    if (text === null) throw new BuildError(`failed to read dockerfile: open ${dockerfile}: no such file or directory`)
    this.source = { ...this.source, data: text }
    const ignore = this.fileOf(ref, `${dockerfile}.dockerignore`)
    if (ignore !== null) this.ignore = readIgnoreFile(ignore)
  }
  /** An archive from standard input or a URL; a URL that is no archive is the Dockerfile itself. */
  private async readRemote(remote: string): Promise<void> {
    const { store } = this.world
    this.remote = await this.step('[internal] load remote build context', async (digest) => {
      this.definition = digest
      return store.put(await remoteContext(this, remote), null)
    })
    this.takeDefinition(this.remote, 'dockerfile')
    this.ignore ??= []
  }
  private fileOf(ref: Ref, path: string): string | null {
    const fs = createTreeFs(treeOf(ref), { type: 'overlay', clock: this.world.host.clock })
    const stat = fs.exists(`/${path}`) ? fs.stat(`/${path}`) : null
    if (stat && isDir(stat)) {
      const mount = `/var/lib/docker/tmp/buildkit-mount${this.world.host.rng.int(4_000_000_000)}`
      throw new BuildError(`failed to read dockerfile: read ${mount}/${path}: is a directory`)
    }
    return stat ? decode(fs.readFile(`/${path}`)) : null
  }
  private sources(): { host: BuilderHost; store: CacheStore; progress: Progress } {
    return { host: this.world.host, store: this.world.store, progress: this.progress }
  }
  private checkOptions(text: string): ReturnType<typeof checkOptionsOf> {
    const given = this.options.buildArgs.get('BUILDKIT_DOCKERFILE_CHECK')
    if (given === undefined) return checkOptionsOf(text)
    try {
      return parseCheckOptions(given)
    } catch (error) {
      throw new BuildError(`failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: ${textOf(error)}`)
    }
  }
  private warn(finding: Finding): void {
    if (this.options.call === 'check') return
    this.progress.warn({
      vertex: this.definition,
      level: 1,
      short: shortText(finding),
      detail: [finding.description],
      url: finding.url,
      source: this.source,
      ranges: finding.location,
    })
  }

  // ── what the conversion asks ──

  private services(): ConvertServices {
    return {
      resolveImage: (name) => this.resolveImage(name),
      normalise: (name) => this.world.host.images.normalise(name),
      namedContext: (name): Promise<NamedContext | null> => namedContext(this, name),
      ignorePatterns: () => this.ignorePatterns(),
      mainContext: (follow) => this.mainContext(follow),
    }
  }
  /** "[internal] load metadata for NAME" */
  resolveImage(name: string, shown = `[internal] load metadata for ${name}`): Promise<ResolvedImage> {
    const known = this.images.get(name)
    if (known) return known
    const resolving = this.step(shown, async () => {
      const { host } = this.world
      await paced(host.clock, this.signal, 'metadata')
      return host.images.resolve(name, { pull: this.options.pull, credentials: (domain) => this.credentials(domain) })
    }).catch((error: unknown) => {
      if (error instanceof CanceledError) throw error
      const at = located(error, [])
      at.message = `failed to resolve source metadata for ${name}: ${at.message}`
      throw at
    })
    this.images.set(name, resolving)
    return resolving
  }
  async credentials(domain: string): Promise<{ username: string; secret: string } | null> {
    if (this.options.session === '') return null
    return (await this.session()).credentials(domain)
  }
  private async ignorePatterns(): Promise<string[]> {
    if (this.ignore) return this.ignore
    if (this.options.session === '') return (this.ignore = [])
    const ref = await this.step('[internal] load .dockerignore', async (digest) => {
      const session = await this.session()
      await paced(this.world.host.clock, this.signal, 'transfer')
      const op = {
        name: 'context',
        include: [],
        exclude: [],
        follow: ['.dockerignore'],
        hint: 'context-.dockerignore',
        fresh: true,
      }
      return loadLocal(this.sources(), session, op, digest)
    })
    const text = this.fileOf(ref, '.dockerignore')
    return (this.ignore = text === null ? [] : readIgnoreFile(text))
  }
  private mainContext(follow: readonly string[] | null): Vertex {
    if (this.remote) {
      return vertex({ type: 'ref', ref: this.remote }, [], '', { ...INTERNAL, hidden: true })
    }
    return vertex(
      { type: 'local', name: 'context', include: [], exclude: this.ignore ?? [], follow: follow ?? [] },
      [],
      '[internal] load build context',
      INTERNAL,
    )
  }
}
function stagesOf({ stages, needed }: Converted): Build['stages'] {
  const named = stages.states.filter((state) => !state.unregistered)
  const nameOf = (state: Converted['target']): string => state.stage.name || state.stageName || 'stage-0'
  return named.map((state) => ({
    name: nameOf(state),
    base: state.base ? nameOf(state.base) : state.stage.baseName,
    needed: needed.has(state),
    depends: [...(state.base ? [state.base] : []), ...state.deps.keys()].filter((dep) => !dep.unregistered).map(nameOf),
  }))
}
