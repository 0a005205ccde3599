/** Where vim and BusyBox's vi differ. */
import type { Editor } from './editor.ts'

export interface ViFace {
  /** Visual mode, redo, text objects: vim. */
  vim: boolean
  /** Long lines go on in the next row; otherwise the screen moves sideways. */
  wraps: boolean
  /** Lines that stay visible above and below the cursor. */
  margin: number
  /** A jump over more lines than this puts the cursor in the middle. */
  far(height: number): number
  /** Lines that ^F and ^D go. */
  pages(height: number): { full: number; half: number }
  /** Escape sequences before a complaint, a warning, lines that are not there and the mode's name. */
  colours: { failure: string; warning: string; nothing: string; mode: string }
  /** The mode's name on the bottom line; where it says nothing else. */
  mode(editor: Editor): string
  /** What the bottom line says of the text; with a number of columns at its right end, beside the message. */
  status(editor: Editor): string
  statusColumns: number
  opened(editor: Editor, isNew: boolean, bytes: number): string
  written(editor: Editor, path: string, lines: number, bytes: number, isNew: boolean): string
  /** After something was deleted, taken or put; '' for nothing to say. */
  told(
    what: 'Delete' | 'Yank' | 'Put' | 'Change',
    lines: number,
    chars: number,
    linewise: boolean,
    register: string | undefined,
  ): string
  /** After u or ^R. */
  undone(editor: Editor, from: readonly string[], change: { sequence: number; time: number }, redo: boolean): string
  words: {
    noWrite: string
    noName: string
    exists: string
    notEditor(command: string): string
    notFound(pattern: string): string
    readOnly(path: string): string
    directory(path: string): string
    unreadable(path: string, why: string): string
    unwritable(path: string, why: string): string
    wrapped(forward: boolean): string
    /** A key that is no command; undefined: only a bell. */
    notCommand(key: string): string | undefined
  }
}
