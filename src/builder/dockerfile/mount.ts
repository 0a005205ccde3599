/** RUN --mount=… and --device=… (buildkit frontend/dockerfile/instructions/commands_runmount.go, commands_rundevice.go). */
import { ramInBytes } from '../../base/go/units.ts'
import { quote as goQuote } from '../../base/go/quote.ts'
import { csvFields } from './csv.ts'
import { cut, parseBool } from './go-text.ts'
import { withSuggestion } from './suggest.ts'
import { DockerfileError, type RunMount } from './types.ts'

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const
const SHARING = ['shared', 'private', 'locked'] as const
const KEYS =
  'type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env'.split(
    ' ',
  )

function fieldsOf(spec: string, what: string): string[] {
  try {
    return csvFields(spec)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(`failed to parse csv ${what}: ${error.message}`)
  }
}
/** What can be said before variables are known: the CSV, and that `from` has none. */
export function checkMount(spec: string): void {
  for (const field of fieldsOf(spec, 'mounts')) {
    const [key, value, found] = cut(field, '=')
    if (!found || key.toLowerCase() !== 'from') continue
    const at = value.indexOf('$')
    if (at >= 0 && at !== value.length - 1)
      throw new DockerfileError("'from' doesn't support variable expansion, define alias stage instead")
  }
}
/** Throws DockerfileError without a place. Order counts: keys that belong to a type come behind `type=`. */
export function parseMount(spec: string, expand: (value: string) => string): RunMount {
  const mount: RunMount = {
    type: 'bind',
    from: '',
    source: '',
    target: '',
    readOnly: false,
    sizeLimit: 0,
    cacheId: '',
    sharing: '',
    required: false,
    env: null,
    mode: null,
    uid: null,
    gid: null,
  }
  let readOnly: boolean | null = null
  for (const field of fieldsOf(spec, 'mounts')) {
    const [rawKey, rawValue, found] = cut(field, '=')
    const key = rawKey.toLowerCase()
    if (!found) {
      if (key === 'readonly' || key === 'ro') readOnly = true
      else if (key === 'readwrite' || key === 'rw') readOnly = false
      else if (key === 'required') {
        needsType(mount, key, ['secret', 'ssh'])
        mount.required = true
      } else throw new DockerfileError(`invalid field '${field}' must be a key=value pair`)
      continue
    }
    const value = expand(rawValue)
    switch (key) {
      case 'type':
        mount.type = oneOf(TYPES, value, 'unsupported mount type')
        break
      case 'from':
        mount.from = value
        break
      case 'source':
      case 'src':
        mount.source = value
        break
      case 'target':
      case 'dst':
      case 'destination':
        mount.target = value
        break
      case 'readonly':
      case 'ro':
        readOnly = boolean(key, value)
        break
      case 'readwrite':
      case 'rw':
        readOnly = !boolean(key, value)
        break
      case 'required':
        needsType(mount, key, ['secret', 'ssh'])
        mount.required = boolean(key, value)
        break
      case 'size': {
        needsType(mount, key, ['tmpfs'])
        const size = ramInBytes(value)
        if (typeof size === 'object') throw new DockerfileError(`invalid value for ${key}: ${value}`)
        mount.sizeLimit = size
        break
      }
      case 'id':
        mount.cacheId = value
        break
      case 'sharing':
        mount.sharing = oneOf(SHARING, value, 'unsupported sharing value')
        break
      case 'mode':
        mount.mode = unsigned(value, 8, key)
        break
      case 'uid':
      case 'gid':
        mount[key] = unsigned(value, 10, key)
        break
      case 'env':
        mount.env = value
        break
      default:
        throw new DockerfileError(withSuggestion(`unexpected key '${key}' in '${field}'`, key, KEYS, true))
    }
  }
  mount.readOnly = readOnly ?? (mount.type !== 'cache' && mount.type !== 'tmpfs')
  validate(mount)
  return mount
}
function validate(mount: RunMount): void {
  if (mount.type === 'bind' || mount.type === 'tmpfs')
    for (const key of ['mode', 'uid', 'gid'] as const)
      if (mount[key] !== null) throw new DockerfileError(`${key} not allowed for "${mount.type}" type mounts`)
  if (mount.type === 'secret') {
    if (mount.from !== '') throw new DockerfileError('secret mount should not have a from')
    if (mount.sharing !== '') throw new DockerfileError('secret mount should not define sharing')
    if (mount.source === '' && mount.target === '' && mount.cacheId === '')
      throw new DockerfileError('invalid secret mount. one of source, target required')
    if (mount.source !== '' && mount.cacheId !== '') throw new DockerfileError("both source and id can't be set")
  }
  if (mount.sharing !== '' && mount.type !== 'cache')
    throw new DockerfileError(`invalid cache sharing set for ${mount.type} mount`)
}
function needsType(mount: RunMount, key: string, types: readonly string[]): void {
  if (!types.includes(mount.type)) throw new DockerfileError(`unexpected key '${key}' for mount type '${mount.type}'`)
}
function oneOf<T extends string>(allowed: readonly T[], value: string, complaint: string): T {
  const found = allowed.find((item) => item === value.toLowerCase())
  if (found !== undefined) return found
  throw new DockerfileError(withSuggestion(`${complaint} ${goQuote(value)}`, value, allowed, true))
}
function boolean(key: string, value: string): boolean {
  const parsed = parseBool(value)
  if (parsed === null) throw new DockerfileError(`invalid value for ${key}: ${value}`)
  return parsed
}
function unsigned(value: string, radix: 8 | 10, key: string): number {
  const digits = radix === 8 ? /^[0-7]+$/ : /^\d+$/
  const number = parseInt(value, radix)
  if (!digits.test(value) || number > 0xffffffff) throw new DockerfileError(`invalid value ${value} for ${key}`)
  return number
}
/** --device=vendor.com/class=name[,required]. The built-in front end refuses devices when the stage is built. */
export function parseDevice(spec: string): { name: string; required: boolean } {
  let name = ''
  let required = false
  for (const field of fieldsOf(spec, 'devices')) {
    const [rawKey, value, found] = cut(field, '=')
    const key = rawKey.toLowerCase()
    if (key === 'required') {
      const parsed = found ? parseBool(value) : true
      if (parsed === null) throw new DockerfileError(`invalid value for ${key}: ${value}`)
      required = parsed
    } else if (found && key === 'name') {
      if (name !== '') throw new DockerfileError(`device name already set to ${name}`)
      name = value
    } else if (name === '') name = field
    else if (!found) throw new DockerfileError(`invalid field '${field}' must be a key=value pair`)
    else
      throw new DockerfileError(
        withSuggestion(`unexpected key '${key}' in '${field}'`, key, ['name', 'required'], true),
      )
  }
  return { name, required }
}
