/** vi(1): vim as Debian has it, with as much of it as this simulation needs. Loaded when first run. */
import type { Program, Sys } from '../../kernel/sys/types.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import { Screen } from './lib/screen.ts'
import { Editor } from './lib/vi/editor.ts'
import type { ViFace } from './lib/vi/face.ts'
import { runEx } from './lib/vi/ex.ts'
import { VIM } from './lib/vi/vim.ts'

/** Runs the editor on the operands, one after the other with :n not simulated: the first is edited. */
export async function edit(
  sys: Sys,
  face: ViFace,
  files: readonly string[],
  options: { readOnly: boolean; commands: readonly string[]; line: number | undefined; alternate: boolean },
): Promise<number> {
  const screen = new Screen(sys, 0)
  screen.meta = false
  const editor = new Editor(sys, screen, face)
  editor.compiler = (pattern, ignoreCase, complain) => {
    try {
      const regex = compile(pattern, { extended: false, escapes: true }, ignoreCase)
      return (text, at) => regex.exec(text, at)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      complain(error.message)
      return undefined
    }
  }
  editor.buffer.clock = () => sys.now()
  editor.open(files[0])
  editor.intro = face.vim && !files.length
  if (options.readOnly) editor.readOnly = true
  if (options.line !== undefined)
    editor.buffer.at.line = Math.max(0, Math.min(editor.buffer.lines.length, options.line) - 1)
  for (const command of options.commands) await runEx(editor, command)
  screen.enter()
  await screen.write(
    options.alternate ? '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\x1b[H\x1b[2J' : '\x1b[?1049h\x1b[H\x1b[J',
  )
  let status: number
  try {
    status = await editor.run()
  } finally {
    screen.leave()
  }
  await screen.write(
    options.alternate
      ? `\x1b[${screen.size.rows};1H\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t`
      : `\x1b[${screen.size.rows};1H\x1b[K\x1b[?1049l`,
  )
  return status
}

/** vim.tiny, vi, view, ex's visual half. */
export const vi: Program = async (sys) => {
  const files: string[] = []
  const commands: string[] = []
  let line: number | undefined
  let readOnly = (sys.argv[0] ?? '').endsWith('view')
  const args = [...sys.argv.slice(1)]
  while (args.length) {
    const word = args.shift()!
    if (word === '--version') {
      await sys.write(
        1,
        'VIM - Vi IMproved 9.0 (2022 Jun 28, compiled May 04 2025 11:53:58)\nSmall version without GUI.\n',
      )
      return 0
    }
    if (word === '-h' || word === '--help') {
      await sys.write(
        1,
        'VIM - Vi IMproved 9.0 (2022 Jun 28, compiled May 04 2025 11:53:58)\n\nUsage: vim [arguments] [file ..]       edit specified file(s)\n   or: vim [arguments] -               read text from stdin\n\nArguments:\n   --\t\t\tOnly file names after this\n   -R\t\t\tReadonly mode (like "view")\n   +<lnum>\t\tStart at line <lnum>\n   -c <command>\t\tExecute <command> after loading the first file\n',
      )
      return 0
    }
    if (word === '--') {
      files.push(...args)
      break
    }
    if (word === '-c') commands.push(args.shift() ?? '')
    else if (word === '-R' || word === '-M') readOnly = true
    else if (/^\+\d*$/.test(word)) line = word === '+' ? Infinity : Number(word.slice(1))
    else if (/^\+/.test(word)) commands.push(word.slice(1))
    else if (/^-[a-zA-Z]/.test(word)) {
      await sys.write(
        2,
        `VIM - Vi IMproved 9.0 (2022 Jun 28, compiled May 04 2025 11:53:58)\nUnknown option argument: "${word}"\nMore info with: "vim -h"\n`,
      )
      return 1
    } else files.push(word)
  }
  if (!sys.isatty(1)) await sys.write(2, 'Vim: Warning: Output is not to a terminal\n')
  if (!sys.isatty(0)) {
    await sys.write(
      2,
      'Vim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n',
    )
    return 1
  }
  return edit(sys, VIM, files, { readOnly, commands, line, alternate: true })
}
