/** The words of nano 7.2's screen: its two lines of keys, and the help text. */
type Pair = readonly [key: string, text: string]
const MAIN: readonly Pair[] = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
  ['M-U', 'Undo'],
  ['M-E', 'Redo'],
]
export const BARS = {
  main: MAIN,
  yesno: [
    [' Y', 'Yes'],
    ['', ''],
    [' N', 'No'],
    ['^C', 'Cancel'],
  ],
  write: [
    ['^G', 'Help'],
    ['M-D', 'DOS Format'],
    ['M-A', 'Append'],
    ['M-B', 'Backup File'],
    ['^C', 'Cancel'],
    ['M-M', 'Mac Format'],
    ['M-P', 'Prepend'],
    ['^T', 'Browse'],
  ],
  search: [
    ['^G', 'Help'],
    ['M-C', 'Case Sens'],
    ['M-B', 'Backwards'],
    ['^P', 'Older'],
    ['^C', 'Cancel'],
    ['M-R', 'Reg.exp.'],
    ['^R', 'Replace'],
    ['^N', 'Newer'],
  ],
  read: [
    ['^G', 'Help'],
    ['^C', 'Cancel'],
  ],
} as const satisfies Record<string, readonly Pair[]>
export type BarName = keyof typeof BARS

/** The two lines, reversed keys as nano shows them. Pairs fill columns downwards. */
export function barLines(name: BarName, columns: number): [string, string] {
  const pairs: readonly Pair[] = BARS[name]
  const across = Math.max(2, Math.min(Math.ceil(pairs.length / 2), Math.floor((columns + 40) / 20)))
  const width = Math.floor(columns / across)
  const lines: [string, string] = ['', '']
  for (const [i, [key, text]] of pairs.slice(0, across * 2).entries()) {
    const label = ` ${text}`.slice(0, Math.max(0, width - key.length))
    lines[i % 2] += key === '' ? ' '.repeat(width) : `\x1b[7m${key}\x1b[m${label.padEnd(width - key.length)}`
  }
  return lines
}

/** What ^G shows, of nano's main help. */
export const HELP = `Main nano help text

 The nano editor is designed to emulate the functionality and ease-of-use of the
UW Pico text editor.  There are four main sections of the editor.  The top line
shows the program version, the current filename being edited, and whether or not
the file has been modified.  Next is the main editor window showing the file
being edited.  The status line is the third line from the bottom and shows
important messages.  The bottom two lines show the most commonly used shortcuts
in the editor.

^G       Display this help text
^X       Close the current buffer / Exit from nano
^O       Write the current buffer (or the marked region) to disk
^R       Insert another file into current buffer (or into new buffer)
^W       Search forward for a string or a regular expression
^\\       Replace a string or a regular expression
^K       Cut current line (or marked region) and store it in cutbuffer
^U       Paste the contents of cutbuffer at current cursor position
^C       Display the position of the cursor
^/       Go to line and column number
M-U      Undo the last operation
M-E      Redo the last undone operation
M-6      Copy current line (or marked region) and store it in cutbuffer
M-W      Search next occurrence forward
^Y       Go one screenful up
^V       Go one screenful down
^A       Go to beginning of current line
^E       Go to end of current line`
