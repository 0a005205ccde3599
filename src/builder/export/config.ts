/** The image's configuration from what the conversion wrote and the layers that came out (buildkit exporter/containerimage/writer.go). */
import type { Ref } from '../cache/ref.ts'
import type { HistoryEntry, ImageConfig, ImageDraft, RunConfig } from '../image-config.ts'
import { stampText } from '../stamp.ts'

export interface ConfigOptions {
  draft: ImageDraft
  /** Bottom first. */
  layers: readonly Ref[]
  diffIds: readonly string[]
  /** Seconds; null: none. */
  epoch: string | null
  /** Entries of the base image: their times stay. */
  baseHistory: number
  /** For "moby.buildkit.cache.v0". */
  inlineCache: string | null
}
/** The configuration and its text, byte for byte: keys in Go's order. */
export function imageConfig(options: ConfigOptions): { config: ImageConfig; json: string } {
  const { draft, diffIds, epoch } = options
  let history = normalise(draft.history, options.layers)
  if (epoch !== null) history = clamp(history, epoch, options.baseHistory)
  const created = history.at(-1)?.created ?? (epoch === null ? '' : stampText(BigInt(epoch) * 1_000_000_000n))
  const config: ImageConfig = {
    architecture: draft.architecture,
    ...(draft.author ? { author: draft.author } : {}),
    config: runConfig(draft.config),
    created,
    history,
    ...(options.inlineCache === null ? {} : { 'moby.buildkit.cache.v0': options.inlineCache }),
    os: draft.os,
    rootfs: { type: 'layers', diff_ids: [...diffIds] },
    ...(draft.variant ? { variant: draft.variant } : {}),
  }
  // Go writes a list that was never filled as null.
  const json = goJson(diffIds.length ? config : { ...config, rootfs: { type: 'layers', diff_ids: null } })
  return { config, json }
}
/** Each entry gets a time, in the order of ocispecs.History's fields. */
function normalise(entries: ImageDraft['history'], layers: readonly Ref[]): HistoryEntry[] {
  let index = 0
  const own = entries.map((entry) => {
    if (entry.empty_layer) return { ...entry }
    const ref = layers[index++]
    return { ...entry, created: entry.created ?? (ref ? stampText(ref.created) : undefined) }
  })
  // The first new layer's time for what comes before it, else the time of what is below.
  let first: string | undefined
  let missing = false
  for (const entry of own) {
    if (entry.created === undefined) missing = true
    else {
      first = entry.created
      if (missing) break
    }
  }
  let current = first
  missing = false
  for (const entry of own) {
    if (entry.created === undefined) {
      missing = true
      entry.created = current
    } else if (missing) current = entry.created
  }
  return own.map(({ created, created_by, author, comment, empty_layer }) => ({
    ...(created === undefined ? {} : { created }),
    ...(created_by ? { created_by } : {}),
    ...(author ? { author } : {}),
    ...(comment ? { comment } : {}),
    ...(empty_layer ? { empty_layer: true } : {}),
  }))
}
/** New entries have the epoch as their time; those of the base image keep theirs. */
function clamp(history: HistoryEntry[], epoch: string, base: number): HistoryEntry[] {
  const created = stampText(BigInt(epoch) * 1_000_000_000n)
  return history.map((entry, i) => (i < base ? entry : { ...entry, created }))
}
/** In the order of the fields of Go's struct; empty ones are left out. */
function runConfig(config: RunConfig): RunConfig {
  const some = <T extends object>(value: T | undefined | null): boolean =>
    value != null && Object.keys(value).length > 0
  return {
    ...(config.User ? { User: config.User } : {}),
    ...(some(config.ExposedPorts) ? { ExposedPorts: sorted(config.ExposedPorts!) } : {}),
    ...(some(config.Env) ? { Env: config.Env! } : {}),
    ...(some(config.Entrypoint) ? { Entrypoint: config.Entrypoint! } : {}),
    ...(some(config.Cmd) ? { Cmd: config.Cmd! } : {}),
    ...(some(config.Volumes) ? { Volumes: sorted(config.Volumes!) } : {}),
    ...(config.WorkingDir ? { WorkingDir: config.WorkingDir } : {}),
    ...(some(config.Labels) ? { Labels: sorted(config.Labels!) } : {}),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    ...(some(config.OnBuild) ? { OnBuild: config.OnBuild! } : {}),
    ...(some(config.Shell) ? { Shell: config.Shell! } : {}),
  }
}
const sorted = <T>(value: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
/** encoding/json escapes what HTML would read. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
