/** Image references on the command line: the shared parser, its errors as the CLI's. */
import { parseReference as parse, ReferenceError, type ImageReference as Reference } from '../../api/types/reference.ts'
import { CommandError } from '../framework/errors.ts'

export { canonicalString, familiarName, familiarString, withDefaultTag } from '../../api/types/reference.ts'
export type { Reference }

/** Throws CommandError with the package's text. */
export function parseReference(text: string): Reference {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof ReferenceError) throw new CommandError(error.message)
    throw error
  }
}
export const isNameOnly = (reference: Reference): boolean => reference.tag === null && reference.digest === null

const IDENTIFIER = /^(sha256:)?[a-f0-9]{64}$/
/** null for an identifier: 64 hex digits, with or without "sha256:". */
export const parseAnyReference = (text: string): Reference | null =>
  IDENTIFIER.test(text) ? null : parseReference(text)
