/** -v and --mount as the API gets them, parsed and checked (moby volume/mounts linux_parser.go, validate.go). */
import type { Mount } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import { goQuote } from '../go.ts'
import { cleanPath } from '../host.ts'

/** A wanted mount, before volumes are looked up. */
export interface MountSpec {
  readonly type: 'bind' | 'volume' | 'tmpfs'
  /** Host path, or volume name; '' = anonymous. */
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
  readonly mode: string
  readonly propagation: string
  readonly noCopy: boolean
  readonly subpath: string
  readonly labels: Record<string, string>
  readonly driver: string
  readonly driverOptions: Record<string, string>
  /** -v makes a missing host path, --mount refuses it. */
  readonly createSource: boolean
  readonly tmpfs?: { sizeBytes: number; mode: number; options: string[] }
}
const PROPAGATION = ['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared']
const CONSISTENCY = ['consistent', 'cached', 'delegated']

function validMode(mode: string): boolean {
  if (mode === '') return true
  const seen = { access: 0, label: 0, propagation: 0, copy: 0, consistency: 0 }
  for (const option of mode.split(',')) {
    if (option === 'rw' || option === 'ro') seen.access++
    else if (option === 'z' || option === 'Z') seen.label++
    else if (PROPAGATION.includes(option)) seen.propagation++
    else if (option === 'nocopy') seen.copy++
    else if (CONSISTENCY.includes(option)) seen.consistency++
    else return false
  }
  return Object.values(seen).every((count) => count <= 1)
}
function checkTarget(target: string): void {
  if (!target.startsWith('/')) throw invalid(`invalid mount path: '${target}' mount path must be absolute`)
  if (cleanPath(target) === '/') throw invalid(`invalid specification: destination can't be '/'`)
}
const wrap = (prefix: string, fn: () => void): void => {
  try {
    fn()
  } catch (error) {
    throw invalid(`${prefix}: ${(error as Error).message}`)
  }
}
const specError = (raw: string): string => `invalid volume specification: '${raw}'`

/** An entry of HostConfig.Binds: "source:target[:mode]". */
export function parseBind(raw: string): MountSpec {
  const parts = raw.split(':')
  if (parts[0] === '' || parts.length > 3) throw invalid(specError(raw))
  let source = ''
  let target = parts[0]!
  let mode = ''
  if (parts.length === 2) {
    if (validMode(parts[1]!) && parts[1] !== '') throw invalid(specError(raw))
    ;[source, target] = parts as [string, string]
  } else if (parts.length === 3) [source, target, mode] = parts as [string, string, string]
  if (!validMode(mode)) throw invalid(`invalid mode: ${mode}`)
  const bind = source.startsWith('/')
  const options = mode.split(',')
  wrap(`${specError(raw)}: invalid mount config for type ${goQuote(bind ? 'bind' : 'volume')}`, () =>
    checkTarget(target),
  )
  return {
    type: bind ? 'bind' : 'volume',
    source: bind ? cleanPath(source) : source,
    target: cleanPath(target),
    readOnly: options.includes('ro'),
    mode,
    propagation: bind ? (options.find((option) => PROPAGATION.includes(option)) ?? 'rprivate') : '',
    noCopy: options.includes('nocopy'),
    subpath: '',
    labels: {},
    driver: '',
    driverOptions: {},
    createSource: true,
  }
}
/** An entry of HostConfig.Mounts. `sourceExists` looks at the host. */
export function parseMount(mount: Mount, sourceExists: (path: string) => boolean): MountSpec {
  const { Type: type, Source: source = '', Target: target = '' } = mount
  wrap(`invalid mount config for type ${goQuote(type)}`, () => {
    if (target === '') throw invalid('field Target must not be empty')
    const only = (field: keyof Mount, wanted: string): void => {
      if (mount[field] !== undefined && type !== wanted) throw invalid(`field ${field} must not be specified`)
    }
    if (type !== 'bind' && type !== 'volume' && type !== 'tmpfs') throw invalid('mount type unknown')
    checkTarget(target)
    only('BindOptions', 'bind')
    only('VolumeOptions', 'volume')
    only('TmpfsOptions', 'tmpfs')
    if (type === 'bind') {
      if (source === '') throw invalid('field Source must not be empty')
      if (!source.startsWith('/')) throw invalid(`invalid mount path: '${source}' mount path must be absolute`)
      if (!mount.BindOptions?.CreateMountpoint && !sourceExists(source)) {
        throw invalid(`bind source path does not exist: ${source}`)
      }
    }
    if (type === 'volume' && source === '' && mount.VolumeOptions?.Subpath) {
      throw invalid('must not set Subpath when using anonymous volumes')
    }
    if (type === 'tmpfs' && source !== '') throw invalid('field Source must not be specified')
  })
  const { VolumeOptions: volume, TmpfsOptions: tmpfs, BindOptions: bind } = mount
  return {
    type: type as MountSpec['type'],
    source: type === 'bind' ? cleanPath(source) : source,
    target: cleanPath(target),
    readOnly: mount.ReadOnly ?? false,
    mode: '',
    propagation: type === 'bind' ? (bind?.Propagation ?? 'rprivate') : '',
    noCopy: volume?.NoCopy ?? false,
    subpath: volume?.Subpath ?? '',
    labels: volume?.Labels ?? {},
    driver: volume?.DriverConfig?.Name ?? '',
    driverOptions: volume?.DriverConfig?.Options ?? {},
    createSource: bind?.CreateMountpoint ?? false,
    ...(type === 'tmpfs'
      ? {
          tmpfs: {
            sizeBytes: tmpfs?.SizeBytes ?? 0,
            mode: tmpfs?.Mode ?? 0o1777,
            options: (tmpfs?.Options ?? []).map((option) => option.join('=')),
          },
        }
      : {}),
  }
}

const FLAGS = [
  ...['rw', 'ro', 'exec', 'noexec', 'suid', 'nosuid', 'dev', 'nodev', 'sync', 'async', 'atime', 'noatime'],
  ...['relatime', 'norelatime', 'strictatime', 'nostrictatime', 'diratime', 'nodiratime', 'dirsync', 'remount'],
  ...['mand', 'nomand', 'bind', 'rbind', 'defaults', ...PROPAGATION, 'unbindable', 'runbindable'],
]
const VALUES = ['mode', 'size', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol']

/** The options of --tmpfs (moby/sys/mount MergeTmpfsOptions). Throws invalidParameter. */
export function checkTmpfs(target: string, options: string): void {
  checkTarget(target)
  for (const option of options.split(',')) {
    if (option === '' || FLAGS.includes(option)) continue
    const [key, value] = option.split('=', 2)
    if (value === undefined || !VALUES.includes(key!)) {
      throw invalid(`invalid tmpfs option [${option.split('=').map(goQuote).join(' ')}]`)
    }
  }
}
/** "64k", "16m" in bytes; a percentage counts of the host's memory. */
export function tmpfsSize(text: string | undefined, memory: number): number {
  const match = /^(\d+)([kmgKMG%]?)$/.exec(text ?? '')
  if (!match) return 0
  const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, '%': memory / 100 }[match[2]!.toLowerCase()] ?? 1
  return Math.floor(Number(match[1]) * unit)
}
