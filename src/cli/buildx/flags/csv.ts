/** The comma-separated values of buildx' flags. */
import { CommandError, FlagError } from '../../framework/errors.ts'
import { parseCsv } from '../../framework/flag-values.ts'

/** Throws CommandError; `what` stands before the reason. */
export function csvFields(text: string, what = ''): string[] {
  try {
    return parseCsv(text)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new CommandError(what === '' ? error.message : `${what}: ${error.message}`)
  }
}
