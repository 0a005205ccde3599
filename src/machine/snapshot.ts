/** The whole machine as plain data, and back. What can be had again (images from the registry, the disk's first state) is kept as a reference. */
import type { EngineState } from '../engine/index.ts'
import type { RngState } from '../base/rng.ts'
import { restoreTree, serialiseTree, type SerialisedTree } from '../kernel/vfs/index.ts'
import type { TreeRoot } from '../kernel/vfs/types.ts'
import type { RegistryState } from '../registry/index.ts'
import type { MachineSnapshot } from './facade.ts'
import type { Host } from './host.ts'
import type { JournalEntry } from './journal.ts'

export const SNAPSHOT_VERSION = 1

interface Payload {
  seed: number
  rng: RngState
  disk: SerialisedTree
  registry: RegistryState
  engine: EngineState
  journal: JournalEntry[]
}

export async function takeSnapshot(host: Host): Promise<MachineSnapshot> {
  const { registry, engine } = await host.docker()
  const payload: Payload = {
    seed: host.options.seed,
    rng: host.rng.state(),
    disk: serialiseTree(host.disk.snapshot(), host.pristine),
    registry: await registry.state(),
    engine: await engine.state(),
    journal: host.journal.state(),
  }
  return { version: SNAPSHOT_VERSION, takenAt: host.clock.now(), payload }
}

/** Throws Error when the snapshot is of another version. */
export function payloadOf(snapshot: MachineSnapshot): Payload {
  if (snapshot.version !== SNAPSHOT_VERSION)
    throw new Error(`The snapshot has version ${snapshot.version}; this machine reads ${SNAPSHOT_VERSION}.`)
  return snapshot.payload as Payload
}
export const diskOf =
  (snapshot: MachineSnapshot) =>
  (pristine: TreeRoot): TreeRoot =>
    restoreTree(payloadOf(snapshot).disk, pristine)

/** Puts the rest of a snapshot into a host that was booted with its disk. Containers that were running are started again. */
export async function restoreHost(host: Host, snapshot: MachineSnapshot): Promise<void> {
  const { registry, engine, journal } = payloadOf(snapshot)
  const docker = await host.docker()
  await docker.registry.restore(registry)
  host.journal.restore(journal)
  await docker.engine.restore(engine)
}
