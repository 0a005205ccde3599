/** A build that failed: buildx prints the places in the Dockerfile, then the error, and ends with a status of its kind (cmd/buildx/main.go). */
import { ApiError, Canceled, ConnectionError } from '../../api/client/index.ts'
import type { BuildErrorDetail } from '../../api/types/index.ts'
import { TemplateError } from '../../base/gotemplate/index.ts'
import type { Cli } from '../framework/cli.ts'
import { CommandError } from '../framework/errors.ts'
import { sourceExcerpt } from '../progress/source-excerpt.ts'

export type Sources = NonNullable<BuildErrorDetail['sources']>
export class BuildFailure extends Error {
  readonly sources: Sources
  /** 1, 100 (internal), 102 (exhausted), 130 (cancelled). */
  readonly status: number
  constructor(message: string, sources: Sources = [], status = 1) {
    super(message)
    this.name = 'BuildFailure'
    this.sources = sources
    this.status = status
  }
}
/** An exit status without a text. */
export class ExitStatus extends Error {
  readonly status: number
  constructor(status: number) {
    super('')
    this.name = 'ExitStatus'
    this.status = status
  }
}

/** Puts `before` in front of what a build threw; what is no failure of a build passes. */
export function wrapFailure(error: unknown, before: string): unknown {
  if (error instanceof BuildFailure) return new BuildFailure(`${before}: ${error.message}`, error.sources, error.status)
  if (error instanceof Canceled) return new BuildFailure(`${before}: ${error.message}`, [], 130)
  if (error instanceof CommandError || error instanceof ApiError || error instanceof ConnectionError)
    return new BuildFailure(`${before}: ${error.message}`)
  return error
}
/** Prints an error as buildx does; null for what is not its own to print. */
export async function reportFailure(cli: Cli, error: unknown): Promise<number | null> {
  if (error instanceof ExitStatus) return error.status
  if (error instanceof BuildFailure) {
    for (const { source, ranges } of error.sources) await cli.err.write(sourceExcerpt(source, ranges))
    await cli.err.line(`ERROR: ${error.message}`)
    return error.status
  }
  if (cli.terminatedBy !== null && error instanceof Canceled) {
    await cli.err.line(`ERROR: ${error.message}`)
    return 130
  }
  if (
    error instanceof CommandError ||
    error instanceof ApiError ||
    error instanceof ConnectionError ||
    error instanceof TemplateError
  ) {
    await cli.err.line(`ERROR: ${error.message}`)
    return 1
  }
  return null
}
