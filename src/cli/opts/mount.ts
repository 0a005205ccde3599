/** --mount and -v: what they mean (opts/mount.go, internal/volumespec). */
import type { Mount } from '../../api/types/index.ts'
import { ramInBytes } from '../../base/go/units.ts'
import { CommandError, FlagError } from '../framework/errors.ts'
import { parseBool, parseCsv, type FlagValueFactory } from '../framework/flag-values.ts'
import { cut } from './validate.ts'

const boolean = (key: string, value: string): boolean => {
  try {
    return parseBool(value)
  } catch (error) {
    if (error instanceof FlagError) throw new FlagError(`invalid value for ${key}: ${value}`)
    throw error
  }
}
/** One --mount. Relative sources stay as they are: see absoluteSource. Throws FlagError. */
export function parseMount(text: string): Mount {
  const fields = parseCsv(text)
  const mount: Mount = { Type: 'volume', Target: '' }
  const volume = (): NonNullable<Mount['VolumeOptions']> => {
    mount.VolumeOptions ??= { Labels: {} }
    mount.VolumeOptions.DriverConfig ??= {}
    return mount.VolumeOptions
  }
  const bind = (): NonNullable<Mount['BindOptions']> => (mount.BindOptions ??= {})
  const tmpfs = (): NonNullable<Mount['TmpfsOptions']> => (mount.TmpfsOptions ??= {})
  const put = (target: Record<string, string>, value: string): void => {
    const [key, rest] = cut(value, '=')
    if (key !== '') target[key] = rest
  }
  for (const field of fields) {
    const [rawKey, value, found] = cut(field, '=')
    const key = rawKey.toLowerCase()
    if (!found) {
      if (key === 'readonly' || key === 'ro') mount.ReadOnly = true
      else if (key === 'volume-nocopy') volume().NoCopy = true
      else if (key === 'bind-nonrecursive') bind().NonRecursive = true
      else throw new FlagError(`invalid field '${field}' must be a key=value pair`)
      continue
    }
    switch (key) {
      case 'type':
        mount.Type = value.toLowerCase() as Mount['Type']
        break
      case 'source':
      case 'src':
        mount.Source = value
        break
      case 'target':
      case 'dst':
      case 'destination':
        mount.Target = value
        break
      case 'readonly':
      case 'ro':
        mount.ReadOnly = boolean(key, value)
        break
      case 'consistency':
        mount.Consistency = value.toLowerCase()
        break
      case 'bind-propagation':
        bind().Propagation = value.toLowerCase()
        break
      case 'bind-nonrecursive':
        bind().NonRecursive = boolean(key, value)
        break
      case 'bind-recursive':
        recursive(bind(), value)
        break
      case 'volume-subpath':
        volume().Subpath = value
        break
      case 'volume-nocopy':
        volume().NoCopy = boolean(key, value)
        break
      case 'volume-label':
        put(volume().Labels!, value)
        break
      case 'volume-driver':
        volume().DriverConfig!.Name = value
        break
      case 'volume-opt':
        put((volume().DriverConfig!.Options ??= {}), value)
        break
      case 'image-subpath':
        ;(mount.ImageOptions ??= {}).Subpath = value
        break
      case 'tmpfs-size': {
        const bytes = ramInBytes(value)
        if (typeof bytes === 'object') throw new FlagError(`invalid value for ${key}: ${value}`)
        tmpfs().SizeBytes = bytes
        break
      }
      case 'tmpfs-mode':
        if (!/^[0-7]+$/.test(value)) throw new FlagError(`invalid value for ${key}: ${value}`)
        tmpfs().Mode = parseInt(value, 8)
        break
      default:
        throw new FlagError(`unexpected key '${key}' in '${field}'`)
    }
  }
  check(mount)
  return mount
}
function recursive(bind: NonNullable<Mount['BindOptions']>, value: string): void {
  if (value === 'disabled') bind.NonRecursive = true
  else if (value === 'writable') bind.ReadOnlyNonRecursive = true
  else if (value === 'readonly') bind.ReadOnlyForceRecursive = true
  else if (value !== 'enabled')
    throw new FlagError(
      `invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
    )
}
function check(mount: Mount): void {
  const type: string = mount.Type
  if (type === '') throw new FlagError('type is required')
  if (mount.Target === '') throw new FlagError('target is required')
  const mixed: [keyof Mount, string][] = [
    ['VolumeOptions', 'volume'],
    ['ImageOptions', 'image'],
    ['BindOptions', 'bind'],
    ['TmpfsOptions', 'tmpfs'],
  ]
  for (const [member, kind] of mixed)
    if (mount[member] !== undefined && type !== kind)
      throw new FlagError(`cannot mix '${kind}-*' options with mount type '${type}'`)
  const bind = mount.BindOptions
  if (bind?.ReadOnlyNonRecursive && !mount.ReadOnly)
    throw new FlagError("option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction")
  if (bind?.ReadOnlyForceRecursive) {
    if (!mount.ReadOnly)
      throw new FlagError("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction")
    if (bind.Propagation !== 'rprivate')
      throw new FlagError(
        "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction",
      )
  }
}
export const mountValue: FlagValueFactory = () => {
  const mounts: Mount[] = []
  return { set: (text) => void mounts.push(parseMount(text)), get: () => mounts }
}
/** Sources that begin with a dot are taken from the working directory. */
export const absoluteSource = (source: string, cwd: string): string =>
  source.startsWith('.') ? cleanPath(`${cwd}/${source}`) : source

/** path.Clean of an absolute path. */
export function cleanPath(path: string): string {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return path.startsWith('/') ? `/${out.join('/')}` : out.join('/') || '.'
}

export interface VolumeSpec {
  source: string
  target: string
  type: 'bind' | 'volume'
}
/** -v as far as the client looks at it: whether there is a source, and whether it is a path. Throws CommandError. */
export function parseVolumeSpec(spec: string): VolumeSpec {
  if (spec === '') throw new CommandError('invalid empty volume spec')
  if (spec.length <= 2) return { source: '', target: spec, type: 'volume' }
  const parts: string[] = []
  let buffer = ''
  for (const char of spec) {
    const drive = char === ':' && [...buffer].length === 1 && /\p{L}/u.test(buffer)
    if (char === ':' && !drive) {
      parts.push(buffer)
      buffer = ''
    } else buffer += char
  }
  parts.push(buffer)
  if (parts.includes('')) throw new CommandError(`invalid spec: ${spec}: empty section between colons`)
  if (parts.length > 3) throw new CommandError(`invalid spec: ${spec}: too many colons`)
  if (parts.length === 1) return { source: '', target: parts[0]!, type: 'volume' }
  const source = parts[0]!
  const isPath = /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source)
  return { source, target: parts[1]!, type: isPath ? 'bind' : 'volume' }
}
