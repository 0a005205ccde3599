/** -t as buildx checks it: reference.Parse, which wants no normalised name. */
import { quote } from '../../../base/go/quote.ts'
import { parseReference } from '../../opts/reference.ts'
import { CommandError } from '../../framework/errors.ts'

/** Throws CommandError: invalid tag "Upper": repository name must be lowercase. */
export function checkTag(tag: string): string {
  const fail = (reason: string): never => {
    throw new CommandError(`invalid tag ${quote(tag)}: ${reason}`)
  }
  if (tag === '') fail('repository name must have at least one component')
  try {
    parseReference(tag)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    // reference.Parse names the lower-case rule without "invalid reference format".
    const lower = tag.toLowerCase()
    if (lower !== tag && isReference(lower)) fail('repository name must be lowercase')
    fail(error.message.replace(/: repository name \(.*\) must be lowercase$/, ''))
  }
  return tag
}
const isReference = (text: string): boolean => {
  try {
    parseReference(text)
    return true
  } catch (error) {
    if (error instanceof CommandError) return false
    throw error
  }
}
