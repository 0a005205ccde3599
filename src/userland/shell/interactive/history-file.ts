/** HISTFILE: one command a line; lines "#1700000000" are times. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'
import { toBytes } from '../text/bytes.ts'

/** Throws SysError. */
export function readHistoryFile(sh: Shell, path: string): string[] {
  return sh.sys
    .readText(path)
    .split('\n')
    .filter((line) => line !== '' && !/^#\d+$/.test(line))
}
export async function writeHistoryFile(sh: Shell, path: string, append: boolean): Promise<void> {
  const lines = append ? sh.historyLines.slice(sh.historySaved) : sh.historyLines
  const size = Number(sh.get('HISTFILESIZE') ?? '500')
  let all = lines
  if (append) {
    try {
      all = [...readHistoryFile(sh, path), ...lines]
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  if (Number.isInteger(size) && size >= 0) all = size === 0 ? [] : all.slice(-size)
  sh.sys.writeFile(path, toBytes(all.map((line) => `${line}\n`).join('')), { mode: 0o600 })
  sh.historySaved = sh.historyLines.length
}
