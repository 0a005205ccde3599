/** The image configuration as BuildKit's exporter writes it (docker-image-spec specs-go/v1): order and omission of fields as Go's JSON has them. */

export interface RunConfig {
  User?: string
  ExposedPorts?: Record<string, Record<string, never>>
  Env?: string[]
  Entrypoint?: string[] | null
  Cmd?: string[] | null
  Volumes?: Record<string, Record<string, never>>
  WorkingDir?: string
  Labels?: Record<string, string>
  StopSignal?: string
  ArgsEscaped?: boolean
  Healthcheck?: Healthcheck
  OnBuild?: string[]
  Shell?: string[]
}
export interface Healthcheck {
  Test?: string[]
  Interval?: number
  Timeout?: number
  StartPeriod?: number
  StartInterval?: number
  Retries?: number
}
export interface HistoryEntry {
  created?: string
  created_by?: string
  comment?: string
  empty_layer?: boolean
  author?: string
}
export interface ImageConfig {
  created: string
  author?: string
  architecture: string
  variant?: string
  os: string
  config: RunConfig
  rootfs: { type: 'layers'; diff_ids: string[] }
  history: HistoryEntry[]
}
/** What a build works on: without the times and layers that the export fills in. */
export interface ImageDraft {
  author: string
  architecture: string
  variant: string
  os: string
  config: RunConfig
  history: (HistoryEntry & { empty_layer?: boolean })[]
}
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const emptyImage = (): ImageDraft => ({
  author: '',
  architecture: 'amd64',
  variant: '',
  os: 'linux',
  config: { Env: [`PATH=${DEFAULT_PATH}`], WorkingDir: '/' },
  history: [],
})
export const draftOf = (config: ImageConfig): ImageDraft =>
  cloneDraft({
    author: config.author ?? '',
    architecture: config.architecture,
    variant: config.variant ?? '',
    os: config.os,
    config: config.config,
    history: config.history,
  })
export function cloneDraft(image: ImageDraft): ImageDraft {
  const { config } = image
  return {
    ...image,
    config: {
      ...config,
      ...(config.Env ? { Env: [...config.Env] } : {}),
      ...(config.Cmd ? { Cmd: [...config.Cmd] } : {}),
      ...(config.Entrypoint ? { Entrypoint: [...config.Entrypoint] } : {}),
      ...(config.OnBuild ? { OnBuild: [...config.OnBuild] } : {}),
      ...(config.ExposedPorts ? { ExposedPorts: { ...config.ExposedPorts } } : {}),
      ...(config.Volumes ? { Volumes: { ...config.Volumes } } : {}),
      ...(config.Labels ? { Labels: { ...config.Labels } } : {}),
      ...(config.Shell ? { Shell: [...config.Shell] } : {}),
    },
    history: [...image.history],
  }
}
