/** What the conversion of a Dockerfile works with (buildkit frontend/dockerfile/dockerfile2llb). */
import type { BuildRange } from '../../api/types/index.ts'
import type { Instruction, Stage } from '../dockerfile/types.ts'
import type { Vertex } from '../graph/vertex.ts'
import type { ResolvedImage } from '../host.ts'
import type { ImageDraft } from '../image-config.ts'
import type { EnvList } from './env.ts'
import type { Outline } from './outline.ts'

export interface Platform {
  os: string
  architecture: string
  variant: string
}
export interface NamedContext {
  /** The files, and the image's configuration where it is one. */
  vertex: Vertex | null
  image: ImageDraft | null
  name: string
}
export interface ConvertOptions {
  target: string
  buildArgs: ReadonlyMap<string, string>
  labels: ReadonlyMap<string, string>
  /** null: the engine's own. */
  platform: Platform | null
  network: 'default' | 'none' | 'host'
  extraHosts: readonly { host: string; ip: string }[]
  shmSize: number
  ulimits: readonly { Name: string; Soft: number; Hard: number }[]
  hostname: string
  /** All stages, or those named. */
  noCache: boolean
  noCacheFilter: readonly string[]
  /** Seconds; null: the time of the build. */
  epoch: string | null
  /** Also stages that the target does not need: checks look at all. */
  allStages: boolean
}
/** What the conversion asks of the build. */
export interface ConvertServices {
  /** "[internal] load metadata for NAME". Throws BuildError. */
  resolveImage(name: string): Promise<ResolvedImage>
  normalise(name: string): string
  namedContext(name: string): Promise<NamedContext | null>
  /** The patterns of .dockerignore. */
  ignorePatterns(): Promise<string[]>
  /** The vertex of the main context; called once, after all paths are known. */
  mainContext(follow: readonly string[] | null): Vertex
}
export interface Command {
  instruction: Instruction
  /** Stages that a COPY --from and the mounts of a RUN take from; null: the build context or nothing. */
  sources: (StageState | null)[]
  onBuild: boolean
}
export interface Arg {
  key: string
  value: string | null
}
/** A stage on its way (dispatchState). */
export interface StageState {
  stage: Stage
  baseName: string
  stageName: string
  base: StageState | null
  deps: Map<StageState, Instruction | null>
  commands: Command[]
  /** Made for a COPY --from or a mount that names an image. */
  unregistered: boolean
  dispatched: boolean
  resolved: boolean
  onBuildDone: boolean
  namedContext: NamedContext | null
  image: ImageDraft
  vertex: Vertex | null
  env: EnvList
  dir: string
  buildArgs: Arg[]
  ctxPaths: Set<string>
  paths: Set<string>
  ignoreCache: boolean
  cmdIndex: number
  cmdTotal: number
  cmdIsOnBuild: boolean
  workdirSet: boolean
  baseDigest: string
  baseHistory: number
  outline: Outline
  tracked: { cmd: BuildRange[] | null; entrypoint: BuildRange[] | null; healthcheck: BuildRange[] | null }
}
