/** The history list of an interactive shell: loading, remembering (HISTCONTROL, HISTIGNORE, HISTSIZE), saving. */
import { SysError } from '../../../base/abi/errno.ts'
import { compilePattern, matches } from '../expand/pattern.ts'
import type { Shell } from '../state/shell.ts'
import { readHistoryFile, writeHistoryFile } from './history-file.ts'

export function startHistory(sh: Shell): void {
  if (sh.dialect.name === 'dash') return
  const file = sh.dialect.bash ? sh.get('HISTFILE') : (sh.get('HISTFILE') ?? `${sh.get('HOME') ?? ''}/.ash_history`)
  if (!file) return
  try {
    sh.historyLines.push(...readHistoryFile(sh, file))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  trim(sh)
  sh.historySaved = sh.historyLines.length
}

export function rememberLine(sh: Shell, line: string): void {
  if (!line || (sh.dialect.bash && !sh.opt('history'))) return
  const lines = sh.historyLines
  if (sh.dialect.bash) {
    const control = (sh.get('HISTCONTROL') ?? '').split(':')
    const ignoreSpace = control.includes('ignorespace') || control.includes('ignoreboth')
    const ignoreDups = control.includes('ignoredups') || control.includes('ignoreboth')
    if (ignoreSpace && /^[ \t]/.test(line)) return
    if (ignoreDups && lines.at(-1) === line) return
    for (const pattern of (sh.get('HISTIGNORE') ?? '').split(':')) {
      if (!pattern) continue
      const source = pattern.replace(
        /(^|[^\\])&/g,
        (_, before: string) => before + (lines.at(-1) ?? '').replace(/[\\*?[]/g, '\\$&'),
      )
      if (matches(compilePattern(source), line)) return
    }
    if (control.includes('erasedups')) {
      for (let at = lines.indexOf(line); at >= 0; at = lines.indexOf(line)) lines.splice(at, 1)
    }
  } else if (line.trim() === '' || lines.at(-1) === line) return
  lines.push(line)
  trim(sh)
}
function trim(sh: Shell): void {
  const size = Number(sh.get('HISTSIZE') ?? (sh.dialect.bash ? '500' : '255'))
  if (!Number.isInteger(size) || size < 0) return
  const extra = sh.historyLines.length - size
  if (extra > 0) {
    sh.historyLines.splice(0, extra)
    sh.historyBase += extra
    sh.historySaved = Math.max(0, sh.historySaved - extra)
  }
}

export async function saveHistory(sh: Shell): Promise<void> {
  if (sh.dialect.name === 'dash') return
  const file = sh.dialect.bash ? sh.get('HISTFILE') : (sh.get('HISTFILE') ?? `${sh.get('HOME') ?? ''}/.ash_history`)
  if (!file || (sh.dialect.bash && !sh.opt('history'))) return
  if (sh.historyLines.length === sh.historySaved && !sh.shopt('histappend')) return
  try {
    await writeHistoryFile(sh, file, true)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}
