/**
 * A machine as a file (.naru): gzip of devalue's text, which keeps shared and circular references, Map, Set, typed arrays and BigInt as
 * structured clone does. Loaded only when somebody exports or imports.
 */
import { parse, stringify } from 'devalue'
import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate'
import type { MachineSnapshot } from '../machine/facade.ts'
import { parseSnapshotRow } from './schemas.ts'
import type { RescueRow } from './types.ts'

const MAGIC = 'naru-machine'

export function pack(snapshot: MachineSnapshot): Blob {
  const text = stringify({ magic: MAGIC, snapshot })
  return new Blob([gzipSync(strToU8(text), { level: 6 }) as Uint8Array<ArrayBuffer>], { type: 'application/gzip' })
}

/** A row of the rescue shelf as a file: importable when its snapshot is whole after all (one of a newer Naru, say). */
export function packRescued(row: RescueRow): Blob {
  const kept = row.row as { snapshot?: unknown } | null | undefined
  const text = stringify({
    magic: MAGIC,
    snapshot: kept?.snapshot,
    reason: row.reason,
    row: kept?.snapshot ? undefined : kept,
  })
  return new Blob([gzipSync(strToU8(text), { level: 6 }) as Uint8Array<ArrayBuffer>], { type: 'application/gzip' })
}

/** Throws for everything that is not a machine's file. */
export async function unpack(file: Blob): Promise<MachineSnapshot> {
  const text = strFromU8(gunzipSync(new Uint8Array(await file.arrayBuffer())))
  const value = parse(text) as { magic?: unknown; snapshot?: unknown }
  if (value?.magic !== MAGIC) throw new Error('not a Naru machine')
  const parsed = parseSnapshotRow({ seq: 0, savedAt: 0, snapshot: value.snapshot })
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.row.snapshot
}
