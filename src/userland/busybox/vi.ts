/** BusyBox: vi. Loaded when first run. */
import { edit } from '../coreutils/vi.ts'
import type { ViFace } from '../coreutils/lib/vi/face.ts'
import { applet } from './applet.ts'

const REVERSE = '\x1b[7m'
const FACE: ViFace = {
  vim: false,
  wraps: false,
  margin: 0,
  far: (height) => Math.floor(height / 2),
  pages: (height) => ({ full: Math.max(1, height - 1), half: Math.max(1, Math.floor((height - 1) / 2)) }),
  colours: { failure: REVERSE, warning: REVERSE, nothing: '', mode: '' },
  mode: () => '',
  statusColumns: 0,
  status: (editor) => {
    const { buffer } = editor
    const letter = editor.mode === 'insert' ? 'I' : editor.mode === 'replace' ? 'R' : '-'
    const percent = Math.floor(((buffer.at.line + 1) * 100) / buffer.lines.length)
    return `${letter} ${editor.path ?? 'No file'}${editor.readOnly ? ' [Readonly]' : ''}${buffer.modified ? ' [Modified]' : ''} ${buffer.at.line + 1}/${buffer.lines.length} ${percent}%`
  },
  opened: () => '',
  written: (_, path, lines, bytes) => `'${path}' ${lines}L, ${bytes}C`,
  told: (what, lines, chars, _, register) =>
    what === 'Change'
      ? ''
      : `${what} ${lines} lines (${chars} chars) from [${register === undefined ? 'D' : register.toLowerCase()}]`,
  undone: (editor, from, change) => {
    const [old, now] = [from.join('\n'), editor.buffer.lines.join('\n')]
    let at = 0
    while (at < old.length && old[at] === now[at]) at++
    const chars = now.length - old.length
    return `Undo [${change.sequence}] ${chars > 0 ? 'restored' : 'deleted'} ${Math.abs(chars)} chars at position ${at}`
  },
  words: {
    noWrite: 'No write since last change (:q! overrides)',
    noName: 'No current filename',
    exists: '',
    notEditor: (command) => `'${command}' is not implemented`,
    notFound: () => 'Pattern not found',
    readOnly: (path) => `'${path}' is read only`,
    directory: (path) => `'${path}' is not a regular file`,
    unreadable: (path, why) => `'${path}' ${why}`,
    unwritable: (path, why) => `'${path}' ${why}`,
    wrapped: (forward) => (forward ? 'search hit BOTTOM, continuing at TOP' : 'search hit TOP, continuing at BOTTOM'),
    notCommand: (key) => `'${key === 'esc' ? '^[' : key}' is not implemented`,
  },
}

export default applet({ short: 'c:RH' }, async (command) => {
  const { sys } = command
  if (command.has('H')) {
    await command.put(
      `These features are available:\n\tPattern searches with / and ?\n\tLast command repeat with "."\n\tLine marking with 'x\n\tNamed buffers with "x\n\tReadonly if vi is called as "view"\n\tReadonly with -R command line arg\n\tSome colon mode commands with ":"\n\tSettable options with ":set"\n\tSignal catching- ^C\n\tJob suspend and resume with ^Z\n\tAdapt to window re-sizes\n`,
    )
    return 0
  }
  if (!sys.isatty(0) || !sys.isatty(1)) return command.die('standard input and output must be a terminal')
  const commands = command.options.filter((option) => option.key === 'c').map((option) => option.value!)
  const exinit = sys.env['EXINIT']
  const files = command.args.filter((arg) => !/^\+\d+$/.test(arg))
  const plus = command.args.find((arg) => /^\+\d+$/.test(arg))
  return edit(sys, FACE, files, {
    readOnly: command.has('R') || command.name === 'view',
    commands: [...(exinit ? [exinit] : []), ...commands],
    line: plus === undefined ? undefined : Number(plus.slice(1)),
    alternate: false,
  })
})
