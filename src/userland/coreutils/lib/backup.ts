/** Backups that cp, mv, ln and install make of what they would overwrite (--backup, -b, -S). */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { choose } from './argmatch.ts'
import type { Command } from './command.ts'
import { baseName, dirName } from './paths.ts'

export type BackupKind = 'none' | 'simple' | 'existing' | 'numbered'
export const BACKUP_KINDS: Record<string, BackupKind> = {
  none: 'none',
  off: 'none',
  simple: 'simple',
  never: 'simple',
  existing: 'existing',
  nil: 'existing',
  numbered: 'numbered',
  t: 'numbered',
}
/** Ends the command when the word is unknown. */
export const backupKind = async (command: Command, text: string | undefined): Promise<BackupKind> =>
  text === undefined || text === '' ? 'existing' : choose(command, 'backup type', text, BACKUP_KINDS)

function highest(sys: Sys, path: string): number {
  const base = baseName(path)
  const entries = attempt(() => sys.readdir(dirName(path)))
  let best = 0
  if (entries instanceof SysError) return best
  for (const { name } of entries) {
    const number = name.startsWith(`${base}.~`) ? /^(\d+)~$/.exec(name.slice(base.length + 2)) : null
    if (number) best = Math.max(best, Number(number[1]))
  }
  return best
}
/** Where the backup of `path` goes. */
export function backupName(sys: Sys, path: string, kind: BackupKind, suffix: string): string {
  if (kind === 'simple') return path + suffix
  const number = highest(sys, path)
  if (kind === 'existing' && number === 0) return path + suffix
  return `${path}.~${number + 1}~`
}
