/** Python's prompt with GNU readline (the module readline): editing and history are this side's, for the worker only asks for lines. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { createReadline } from '../../editing/readline.ts'
import type { LineEditor } from '../../editing/types.ts'
import type { CaughtSignals } from '../bridge.ts'
import type { InterpreterCalls } from '../calls.ts'

/** Calls: readline (the line, null at the end of the input, false after SIGINT), historyLines, addHistory. */
export function prompt(sys: Sys, signals: CaughtSignals): InterpreterCalls {
  const lines: string[] = []
  let editor: LineEditor | null = null
  return {
    async readline(_sys, text: string) {
      editor ??= createReadline({
        sys,
        input: 0,
        output: 1,
        history: { lines },
        endings: { interrupt: '', eof: '' },
        bracketedPaste: false,
        onSignal: () => (signals.any() ? 'abort' : 'continue'),
      })
      const result = await editor.readLine(text)
      if (result.kind === 'interrupt') return false
      if (result.kind === 'eof') return null
      if (result.text && result.text !== lines.at(-1)) lines.push(result.text)
      return result.text
    },
    historyLines: () => lines,
    addHistory: (_sys, line: string) => {
      lines.push(line)
    },
    clearHistory: () => {
      lines.length = 0
    },
  }
}
