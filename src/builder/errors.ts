/** Errors of a build: what is wrong, where in which file, and in which step (buildkit solver/errdefs). */
import type { BuildErrorDetail, BuildRange, BuildSource } from '../api/types/index.ts'

export class BuildError extends Error {
  /** Digest of the failed step. */
  vertex: string
  readonly ranges: BuildRange[]
  /** Where each place is shown by itself (a circle of stages); null where `ranges` is one place. */
  readonly places: BuildRange[][] | null
  source: BuildSource | null
  code: number | undefined
  constructor(
    message: string,
    details: {
      vertex?: string
      ranges?: readonly BuildRange[]
      places?: BuildRange[][] | null
      source?: BuildSource | null
      code?: number
    } = {},
  ) {
    super(message)
    this.name = 'BuildError'
    this.vertex = details.vertex ?? ''
    this.places = details.places ?? null
    this.ranges = [...(details.ranges ?? this.places?.flat() ?? [])]
    this.source = details.source ?? null
    this.code = details.code
  }
}
export class CanceledError extends BuildError {
  constructor() {
    super('context canceled', { code: 1 })
    this.name = 'CanceledError'
  }
}
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The same error with `prefix` before its message. */
export function wrap(error: unknown, prefix: string): BuildError {
  if (error instanceof CanceledError) return error
  if (error instanceof BuildError) {
    const { vertex, ranges, places, source, code } = error
    return new BuildError(`${prefix}: ${error.message}`, {
      vertex,
      ranges,
      places,
      source,
      ...(code === undefined ? {} : { code }),
    })
  }
  return new BuildError(`${prefix}: ${textOf(error)}`)
}
/** With a place, unless it has one. */
export function located(error: unknown, ranges: readonly BuildRange[]): BuildError {
  const at = error instanceof BuildError ? error : new BuildError(textOf(error))
  if (at.ranges.length === 0) at.ranges.push(...ranges)
  return at
}
export function detailOf(error: BuildError, source: BuildSource | null): BuildErrorDetail {
  const from = error.source ?? source
  return {
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.vertex ? { vertex: error.vertex } : {}),
    ...(from && error.ranges.length
      ? { sources: (error.places ?? [error.ranges]).map((ranges) => ({ source: from, ranges })) }
      : {}),
  }
}
