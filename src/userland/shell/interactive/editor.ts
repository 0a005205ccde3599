/** The line editor of an interactive shell: readline for bash, BusyBox's for ash, none for dash. */
import { SysError } from '../../../base/abi/errno.ts'
import type { LineEditor } from '../../editing/types.ts'
import type { Shell } from '../state/shell.ts'

export function createEditor(sh: Shell, noEditing: boolean): LineEditor | null {
  if (noEditing || sh.dialect.name === 'dash') return null
  try {
    if (!sh.sys.isatty(0)) return null
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
  return null
}
