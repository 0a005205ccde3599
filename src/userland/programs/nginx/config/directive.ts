/** A directive as it stands in a file, and what is wrong with it. */
import { errnoNumber, strerror } from '../../../../base/abi/errno.ts'
import type { SysError } from '../../../../base/abi/errno.ts'

export interface Directive {
  name: string
  args: string[]
  file: string
  line: number
  block: Directive[] | null
}
/** "[emerg] message" */
export class ConfigError extends Error {}
export const at = (directive: { file: string; line: number }): string => ` in ${directive.file}:${directive.line}`
export const openFailed = (path: string, error: SysError): string =>
  `open() "${path}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`
