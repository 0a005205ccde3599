/** The line editor of an interactive shell: readline for bash, BusyBox's for ash, none for dash. */
import { SysError } from '../../../base/abi/errno.ts'
import { createReadline } from '../../editing/readline.ts'
import type { LineEditor, LineEditorOptions } from '../../editing/types.ts'
import { fetched } from '../builtins/late.ts'
import { builtinNames } from '../builtins/table.ts'
import { programmable } from '../completion/programmable.ts'
import { readVariable } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import { RESERVED_BASH } from '../syntax/parser.ts'

export async function createEditor(sh: Shell, noEditing: boolean): Promise<LineEditor | null> {
  if (noEditing || sh.dialect.name === 'dash') return null
  try {
    if (!sh.sys.isatty(0)) return null
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
  const options: LineEditorOptions = {
    sys: sh.sys,
    input: 0,
    output: sh.dialect.bash ? 2 : 1,
    history: { lines: sh.historyLines },
    completer: {
      commandNames: () => [
        ...builtinNames(sh),
        ...(sh.dialect.bash ? RESERVED_BASH : []),
        ...sh.functions.keys(),
        ...sh.aliases.keys(),
      ],
      variableNames: () => sh.vars.names(),
      variable: (name) => readVariable(sh, name),
      ...(sh.dialect.bash ? { programmable: (words: readonly string[]) => programmable(sh, words) } : {}),
    },
    onSignal: () => {
      if (sh.interrupted) {
        sh.interrupted = false
        return 'abort'
      }
      if (sh.pendingHangup) return 'abort'
      // Traps of other signals wait for the end of the line.
      return sh.pendingSignals.includes(2) ? 'abort' : 'continue'
    },
  }
  if (sh.dialect.bash) return createReadline(options)
  const { createLineedit } = await fetched(sh.sys, () => import('../../editing/lineedit.ts'))
  return createLineedit(options)
}
