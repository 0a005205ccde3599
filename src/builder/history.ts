/** Builds that were and are (buildx history, the page's build view): newest first, at most so many. */
import type { BuildErrorDetail, BuildRecord, BuildSource, BuildStatus } from '../api/types/index.ts'
import type { Progress } from './progress.ts'

/** Records that are kept; BuildKit keeps 50. */
const KEPT = 50

export class Build {
  readonly ref: string
  readonly name: string
  readonly created: string
  dockerfile: BuildSource = { filename: 'Dockerfile', data: '', language: 'Dockerfile' }
  target = ''
  completed: string | null = null
  status: BuildRecord['status'] = 'running'
  error: BuildErrorDetail | null = null
  image = ''
  tags: string[] = []
  stages: BuildRecord['stages'] = []
  progress: Progress | null = null
  /** Of a build of an earlier life. */
  kept: Pick<BuildRecord, 'vertexes' | 'statuses' | 'logs' | 'warnings'> = {
    vertexes: [],
    statuses: [],
    logs: [],
    warnings: [],
  }
  cancel: () => void = () => {}
  private readonly listeners = new Set<() => void>()
  constructor(ref: string, name: string, created: string) {
    this.ref = ref
    this.name = name
    this.created = created
  }
  record(): BuildRecord {
    const { progress } = this
    const { ref, name, dockerfile, target, created, completed, status, error, image, tags, stages } = this
    const vertexes = progress ? [...progress.vertexes.values()] : this.kept.vertexes
    const begun = vertexes
      .filter((vertex) => vertex.started)
      .sort((a, b) => (a.started! < b.started! ? -1 : a.started! > b.started! ? 1 : 0))
    return {
      ref,
      name,
      dockerfile,
      target,
      created,
      completed,
      status,
      error,
      image,
      tags,
      vertexes: [...begun, ...vertexes.filter((vertex) => !vertex.started)],
      statuses: progress ? [...progress.statuses] : this.kept.statuses,
      logs: progress ? [...progress.logs] : this.kept.logs,
      warnings: progress ? [...progress.warnings] : this.kept.warnings,
      stages,
    }
  }
  changed(_status?: BuildStatus): void {
    for (const listener of this.listeners) listener()
  }
  /** Returns the end of it. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
export class History {
  readonly builds: Build[] = []
  /** Hears of every build that begins, goes on or ends. */
  onChange: (build: Build, news: 'begun' | 'changed') => void = () => {}
  add(build: Build): void {
    this.builds.unshift(build)
    while (this.builds.length > KEPT) this.builds.pop()
    build.listen(() => this.onChange(build, 'changed'))
    this.onChange(build, 'begun')
  }
  remove(build: Build): void {
    const at = this.builds.indexOf(build)
    if (at >= 0) this.builds.splice(at, 1)
  }
  /** By the whole reference. */
  find(ref: string): Build | undefined {
    return this.builds.find((build) => build.ref === ref)
  }
}
