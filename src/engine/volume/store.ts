/** Volumes of the local driver (moby volume/local, volume/service): directories of the host under /var/lib/docker/volumes. */
import type { Clock } from '../../base/clock.ts'
import { randomId, type Rng } from '../../base/rng.ts'
import type { Volume } from '../../api/types/index.ts'
import { conflict, invalid, notFound, system } from '../../api/types/index.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'
import type { Events } from '../events/events.ts'
import { goQuote, sortedOrNull } from '../go.ts'
import { removeAll, VOLUMES } from '../host.ts'
import { rfc3339 } from '../time.ts'

export const ANONYMOUS_LABEL = 'com.docker.volume.anonymous'
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/
const RESTRICTED = '[a-zA-Z0-9][a-zA-Z0-9_.-]'

export interface VolumeRecord {
  readonly name: string
  /** Whole seconds since the epoch. */
  readonly created: number
  readonly labels: Record<string, string> | null
  readonly options: Record<string, string> | null
}
export interface VolumeContext {
  readonly clock: Clock
  readonly rng: Rng
  readonly events: Events
  readonly host: TreeFileSystem
  readonly volumes: Map<string, VolumeRecord>
  /** IDs of the containers that have the volume among their mounts. */
  users(name: string): string[]
  changed(): void
}
export interface VolumeCreateOptions {
  name?: string
  driver?: string
  options?: Record<string, string> | null
  labels?: Record<string, string> | null
}
export const volumePath = (name: string): string => `${VOLUMES}/${name}/_data`

/** POST /volumes/create: an existing volume of the name is given back as it is. */
export function createVolume(ctx: VolumeContext, options: VolumeCreateOptions): VolumeRecord {
  const driver = options.driver || 'local'
  const anonymous = !options.name
  const name = options.name || randomId(ctx.rng)
  const present = ctx.volumes.get(name)
  if (present) return present
  if (driver !== 'local') {
    throw notFound(`error looking up volume plugin ${driver}: plugin ${goQuote(driver)} not found`)
  }
  checkName(name)
  const drivers = options.options && Object.keys(options.options).length ? options.options : null
  if (drivers) checkOptions(drivers)
  const path = volumePath(name)
  ctx.host.mkdir(path.slice(0, -'/_data'.length), { recursive: true, mode: 0o701 })
  if (!ctx.host.exists(path)) ctx.host.mkdir(path, { mode: 0o755 })
  const record: VolumeRecord = {
    name,
    created: Math.floor(ctx.clock.now() / 1000),
    labels: anonymous ? { [ANONYMOUS_LABEL]: '', ...options.labels } : (options.labels ?? null),
    options: drivers,
  }
  ctx.volumes.set(name, record)
  ctx.events.log('volume', 'create', name, { driver: 'local' })
  ctx.changed()
  return record
}
function checkName(name: string): void {
  if (name.length === 1) {
    throw invalid(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`)
  }
  if (!NAME.test(name)) {
    throw invalid(
      `create ${name}: ${goQuote(name)} includes invalid characters for a local volume name, only ${goQuote(RESTRICTED)} are allowed. If you intended to pass a host directory, use absolute path`,
    )
  }
}
const OPTIONS = ['type', 'o', 'device', 'size']
function checkOptions(options: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(options))
    if (!OPTIONS.includes(key)) throw invalid(`create: invalid option: ${goQuote(key)}`)
  if (options['size'] !== undefined) {
    throw system('quota size requested but no quota support')
  }
  for (const key of ['type', 'device']) {
    if (!options[key]) throw invalid(`create: missing required option: ${goQuote(key)}`)
  }
}
export function getVolume(ctx: VolumeContext, name: string): VolumeRecord {
  const volume = ctx.volumes.get(name)
  if (!volume) throw notFound(`get ${name}: no such volume`)
  return volume
}
export const volumeBody = (volume: VolumeRecord): Volume => ({
  CreatedAt: rfc3339(BigInt(volume.created) * 1_000_000_000n),
  Driver: 'local',
  Labels: sortedOrNull(volume.labels),
  Mountpoint: volumePath(volume.name),
  Name: volume.name,
  Options: sortedOrNull(volume.options),
  Scope: 'local',
})
/** DELETE /volumes/{name} */
export function removeVolume(ctx: VolumeContext, name: string, force: boolean): void {
  if (!ctx.volumes.has(name)) {
    if (force) return
    throw notFound(`get ${name}: no such volume`)
  }
  const users = ctx.users(name)
  if (users.length) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`)
  dropVolume(ctx, name)
}
export function dropVolume(ctx: VolumeContext, name: string): void {
  removeAll(ctx.host, `${VOLUMES}/${name}`)
  ctx.volumes.delete(name)
  ctx.events.log('volume', 'destroy', name, { driver: 'local' })
  ctx.changed()
}
