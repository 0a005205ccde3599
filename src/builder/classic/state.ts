/** One build, one stage of it, and what its steps have in common: the cache, containers, commits (builder/dockerfile internals.go). */
import type { AbortSignalLike } from '../../api/transport.ts'
import type { AuthConfig, ContainerConfig, HostConfig } from '../../api/types/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { BuildArgs } from './args.ts'
import { ClassicError, textOf } from './errors.ts'
import type { ClassicHost, ClassicImage } from './host.ts'
import type { ClassicOptions } from './options.ts'
import { BuildOutput, shortId } from './output.ts'
import { ImageCache } from './image-cache.ts'
import { copyConfig, withComment } from './run-config.ts'

export interface Stage {
  name: string
  config: ContainerConfig
  maintainer: string
  cmdSet: boolean
  /** '' before the first image of a stage from scratch. */
  imageId: string
  args: BuildArgs
}
export class Build {
  readonly host: ClassicHost
  readonly options: ClassicOptions
  readonly out: BuildOutput
  readonly signal: AbortSignalLike
  readonly auths: Readonly<Record<string, AuthConfig>>
  readonly files: TreeFileSystem | null
  readonly escape: '\\' | '`'
  /** Begins anew with each stage. */
  cache: ImageCache
  /** Finished stages, in order. */
  readonly stages: { name: string; config: ContainerConfig }[] = []
  /** No hit, so none below. Begins anew with each stage. */
  cacheBusted = false
  private readonly containers = new Set<string>()
  constructor(parts: {
    host: ClassicHost
    options: ClassicOptions
    out: BuildOutput
    signal: AbortSignalLike
    auths: Readonly<Record<string, AuthConfig>>
    files: TreeFileSystem | null
    escape: '\\' | '`'
  }) {
    this.host = parts.host
    this.options = parts.options
    this.out = parts.out
    this.signal = parts.signal
    this.auths = parts.auths
    this.cache = new ImageCache(parts.host, parts.options.cacheFrom)
    this.files = parts.files
    this.escape = parts.escape
  }
  stageNamed(name: string): ContainerConfig | null {
    return this.stages.find((stage) => stage.name !== '' && stage.name === name.toLowerCase())?.config ?? null
  }
  image(name: string, localOnly: boolean, platform: string): Promise<ClassicImage> {
    return this.host.image(name, {
      pull: localOnly ? 'never' : this.options.pull ? 'always' : 'missing',
      platform: platform || this.options.platform,
      auths: this.auths,
      emit: (message) => this.out.message(message),
      signal: this.signal,
    })
  }

  // ── the cache ──
  /** The stage goes on from an image that the same step once made; false when there is none. */
  probe(stage: Stage, config: ContainerConfig): boolean {
    if (this.options.noCache || this.cacheBusted) return false
    const found = this.cache.find(stage.imageId, config)
    if (found === null) {
      this.cacheBusted = true
      return false
    }
    this.out.line(' ---> Using cache')
    stage.imageId = found
    return true
  }

  // ── steps ──
  async create(config: ContainerConfig): Promise<{ id: string; config: ContainerConfig }> {
    const created = await this.host.create(config, this.hostConfig())
    this.containers.add(created.id)
    for (const warning of created.warnings) this.out.line(` ---> [Warning] ${warning}`)
    this.out.line(` ---> Running in ${shortId(created.id)}`)
    return created
  }
  /** A step that changes the configuration only: a container is made of it all the same. */
  async commitComment(stage: Stage, comment: string): Promise<void> {
    await this.commitNothing(stage, withComment(stage.config, comment))
  }
  async commitNothing(stage: Stage, config: ContainerConfig): Promise<void> {
    if (this.probe(stage, config)) return
    const created = await this.create(config)
    this.commitContainer(stage, created.id, created.config)
  }
  commitContainer(stage: Stage, id: string, containerConfig: ContainerConfig): void {
    stage.imageId = this.host.commit(id, {
      author: stage.maintainer,
      config: copyConfig(stage.config),
      containerConfig,
    })
  }
  async removeContainers(): Promise<void> {
    for (const id of [...this.containers]) {
      try {
        await this.host.remove(id)
      } catch (error) {
        this.out.line(`Removing intermediate container ${shortId(id)}: ${textOf(error)}`)
        continue
      }
      this.containers.delete(id)
      this.out.line(` ---> Removed intermediate container ${shortId(id)}`)
    }
  }
  /** Runs the container; a status other than 0 throws. A build that is given up takes the container with it. */
  async run(id: string, command: readonly string[]): Promise<void> {
    const cancel = (): void => {
      this.containers.delete(id)
      void this.host.remove(id).catch(() => {})
    }
    this.signal.addEventListener('abort', cancel)
    const decoders = [new TextDecoder(), new TextDecoder()] as const
    try {
      const status = await this.host.run(id, ({ stream, data }) => {
        const text = decoders[stream === 1 ? 0 : 1].decode(data, { stream: true })
        if (stream === 1) this.out.write(text)
        else this.out.error(text)
      })
      if (this.signal.aborted) throw new ClassicError('build cancelled')
      if (status !== 0)
        throw new ClassicError(`The command '${command.join(' ')}' returned a non-zero code: ${status}`, status)
    } finally {
      this.signal.removeEventListener('abort', cancel)
    }
  }
  private hostConfig(): HostConfig {
    const { options } = this
    const mode = options.networkMode === '' || options.networkMode === 'default' ? 'bridge' : options.networkMode
    return {
      NetworkMode: mode,
      LogConfig: { Type: 'none', Config: {} },
      ExtraHosts: options.extraHosts,
      ShmSize: options.shmSize,
      CgroupParent: options.cgroupParent,
      CpuShares: options.cpuShares,
      CpuPeriod: options.cpuPeriod,
      CpuQuota: options.cpuQuota,
      CpusetCpus: options.cpusetCpus,
      CpusetMems: options.cpusetMems,
      Memory: options.memory,
      MemorySwap: options.memorySwap,
      Ulimits: options.ulimits,
    }
  }
}
