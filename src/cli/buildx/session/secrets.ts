/** --secret: files and variables that a build may ask for (buildflags/secrets.go, secretsprovider). */
import { encode } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { quote } from '../../../base/go/quote.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import { cut } from '../../opts/validate.ts'
import { csvFields } from '../flags/csv.ts'

export interface SecretSpec {
  id: string
  path: string
  env: string
}
const MAX_SIZE = 500 * 1024

/** Throws CommandError. */
export function parseSecret(text: string): SecretSpec {
  const spec: SecretSpec = { id: '', path: '', env: '' }
  let type = ''
  for (const field of csvFields(text, 'failed to parse csv secret')) {
    const [name, value, hasValue] = cut(field, '=')
    const key = name.toLowerCase()
    if (!hasValue) throw new CommandError(`invalid field '${field}' must be a key=value pair`)
    switch (key) {
      case 'type':
        if (value !== 'file' && value !== 'env') throw new CommandError(`unsupported secret type ${quote(value)}`)
        type = value
        break
      case 'id':
        spec.id = value
        break
      case 'source':
      case 'src':
        spec.path = value
        break
      case 'env':
        spec.env = value
        break
      default:
        throw new CommandError(`unexpected key '${key}' in '${field}'`)
    }
  }
  if (type === 'env' && spec.env === '') {
    spec.env = spec.path
    spec.path = ''
  }
  return spec
}
/** Answers the session's question for one. Throws CommandError when a file is not there. */
export function secretStore(sys: Sys, specs: readonly SecretSpec[]): (id: string) => Uint8Array | null {
  const known = new Map<string, SecretSpec>()
  for (const given of specs) {
    const spec = { ...given }
    if (spec.id === '') throw new CommandError('secret missing ID')
    if (spec.env === '' && spec.path === '') {
      if (sys.env[spec.id] !== undefined) spec.env = spec.id
      else spec.path = spec.id
    }
    if (spec.path !== '') {
      try {
        if (sys.stat(spec.path).size > MAX_SIZE) throw new CommandError(`secret ${spec.id} too big. max size 500KiB`)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        throw new CommandError(`failed to stat ${spec.path}: ${goError(error, `stat ${spec.path}`)}`)
      }
    }
    known.set(spec.id, spec)
  }
  return (id) => {
    const spec = known.get(id)
    if (!spec) return null
    if (spec.env !== '') return encode(sys.env[spec.env] ?? '')
    try {
      return sys.readFile(spec.path)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      throw new CommandError(goError(error, `open ${spec.path}`))
    }
  }
}
