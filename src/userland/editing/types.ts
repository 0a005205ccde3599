/**
 * Line editors for interactive shells. Two exist, with one interface:
 *
 *   createReadline(options)  (readline.ts)  GNU readline as bash 5.2 uses it
 *   createLineedit(options)  (lineedit.ts)  BusyBox's own, which ash uses
 *
 * Both take the terminal into their mode while readLine() runs and give it back as it was. The shell owns signals: the editors set a disposition
 * for SIGWINCH only, and only while they read and the shell has none of its own. When a read ends with EINTR they call onSignal(), where the shell runs what its handlers noted.
 */
import type { Fd, Sys } from '../../kernel/sys/types.ts'

export type LineResult =
  /** Without the newline. */
  | { kind: 'line'; text: string }
  /** Ctrl-D on an empty line, or the terminal hung up. The editor has printed nothing for it; bash prints "exit" itself. */
  | { kind: 'eof' }
  /** SIGINT, or Ctrl-C as a key: "^C" and a newline are printed already. The line goes; the shell sets $? to 130. */
  | { kind: 'interrupt' }

export interface LineEditor {
  /**
   * Shows `prompt` and reads a line. The prompt may have several lines; what stands between \x01 and \x02 takes no room on the screen
   * (bash's \[ and \]). Does not add to the history: the shell does (HISTCONTROL, HISTIGNORE, several lines as one).
   */
  readLine(prompt: string): Promise<LineResult>
}

/** Shared by the shell (history builtin, HISTFILE, !-expansion) and its editor (arrows, searches). Oldest first. */
export interface History {
  readonly lines: string[]
}

export interface LineEditorOptions {
  sys: Sys
  /** The terminal. */
  input: Fd
  output: Fd
  history: History
  completer?: Completer
  /**
   * Called after a caught signal interrupted the editor. 'abort' gives up the line (SIGINT): readLine returns 'interrupt'. 'continue' goes on;
   * what was printed meanwhile (traps, job notices) is followed by a fresh prompt with the line when 'redraw'.
   */
  onSignal?(): 'continue' | 'redraw' | 'abort'
  /**
   * BusyBox: ask for the cursor's position at the prompt (\x1b[6n), as builds with FEATURE_EDITING_ASK_TERMINAL do; the one of busybox:1.35 does not
   * in the recordings. Default false.
   */
  askCursor?: boolean
  /** readline: what is printed when the line ends without one, and whether bracketed paste is asked for. bash's ways unless said. */
  endings?: { interrupt: string; eof: string }
  bracketedPaste?: boolean
}

/** What the shell knows that the editor does not. File names, ~ and commands in PATH are the editor's own business. */
export interface Completer {
  /** Builtins, keywords, functions and aliases: what may stand first on a line besides PATH and files. */
  commandNames(): Iterable<string>
  /** Names of shell variables, without $. */
  variableNames(): Iterable<string>
  /** The value of a variable: completion looks into `$HOME/…`. */
  variable(name: string): string | undefined
  /**
   * Programmable completion (`complete -F`). `words` are those of the simple command under the cursor, quotes removed, words[0] the command, up to
   * and with the one being completed (words.at(-1), '' when the cursor follows a blank). null: file names, as usual.
   */
  programmable?(words: readonly string[]): Promise<ProgrammableResult | null>
}
export interface ProgrammableResult {
  /** Whole words, all beginning with the one being completed. */
  candidates: readonly string[]
  /** No blank after the only match (compopt -o nospace). */
  noSpace?: boolean
  /** Keep the given order in lists (compopt -o nosort). */
  noSort?: boolean
  /** The candidates are file names: add '/', quote specials, list last components (compopt -o filenames). */
  filenames?: boolean
}
