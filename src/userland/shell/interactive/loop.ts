/** The interactive shell: prompts, lines, history, job notices, and leaving. */
import { SysError } from '../../../base/abi/errno.ts'
import type { LineEditor } from '../../editing/types.ts'
import { shellDisposition } from '../builtins/trap.ts'
import { notifyJobs } from '../exec/notify.ts'
import { Discard, ExitShell, ShellError } from '../exec/control.ts'
import { runText } from '../exec/eval.ts'
import { parserFor, reportSyntax } from '../exec/parse-text.ts'
import { runSequence } from '../exec/run.ts'
import { noteSignal, runPendingTraps } from '../exec/traps.ts'
import { readAll } from '../state/access.ts'
import type { Shell } from '../state/shell.ts'
import type { Invocation } from '../startup/arguments.ts'
import { readStartupFiles, sourceIfThere } from '../startup/files.ts'
import { NeedMore, SyntaxFailure } from '../syntax/errors.ts'
import type { AndOr, Sequence } from '../syntax/ast.ts'
import { createEditor } from './editor.ts'
import { startHistory, rememberLine, saveHistory } from './history.ts'
import { startJobControl } from './job-control.ts'
import { expandPrompt } from './prompt.ts'
import { expandHistory, HistoryFailure } from './history-expansion.ts'

export async function interact(sh: Shell, invocation: Invocation): Promise<number> {
  setDefaults(sh)
  for (const signal of [2, 3, 15]) shellDisposition(sh, signal)
  // A hang-up ends the shell as its disposition says; bash saves its history first.
  if (sh.dialect.bash) sh.sys.signal(1, (signal) => noteSignal(sh, signal))
  await startJobControl(sh)
  await readStartupFiles(sh, invocation)
  if (invocation.command !== undefined) return runText(sh, invocation.command, { origin: '-c: ', topLevel: true })
  startHistory(sh)
  const editor = await createEditor(sh, invocation.noEditing)
  try {
    return await loop(sh, editor)
  } catch (error) {
    if (!(error instanceof ExitShell)) throw error
    await leave(sh)
    return error.status
  }
}

function setDefaults(sh: Shell): void {
  if (sh.dialect.bash) {
    if (sh.get('PS1') === undefined) sh.vars.put('PS1', '\\s-\\v\\$ ')
    if (sh.get('PS2') === undefined) sh.vars.put('PS2', '> ')
    const home = sh.get('HOME') ?? ''
    for (const [name, value] of [
      ['HISTFILE', `${home}/.bash_history`],
      ['HISTSIZE', '500'],
      ['HISTFILESIZE', '500'],
      ['MAILCHECK', '60'],
    ] as const) {
      if (sh.get(name) === undefined) sh.vars.put(name, value)
    }
  }
}

/** Where lines come from: the editor, or the terminal's own line discipline. */
type Reader = (prompt: string) => Promise<{ kind: 'line'; text: string } | { kind: 'eof' } | { kind: 'interrupt' }>

async function loop(sh: Shell, editor: LineEditor | null): Promise<number> {
  const read: Reader = editor ? (prompt) => editor.readLine(prompt) : (prompt) => readPlain(sh, prompt)
  let eofs = 0
  for (;;) {
    let unit: { sequence: Sequence; text: string } | 'eof' | 'retry'
    try {
      unit = await readUnit(sh, read)
    } catch (error) {
      if (error instanceof ShellError || error instanceof Discard) {
        sh.status = error.status
        continue
      }
      throw error
    }
    if (unit === 'retry') continue
    if (unit === 'eof') {
      const verdict = await endOfInput(sh, eofs++)
      if (verdict === 'stay') continue
      await leave(sh)
      return sh.status
    }
    eofs = 0
    sh.commandNumber++
    const startedAt = sh.sys.now()
    await runUnit(sh, unit.sequence)
    sh.observer?.(sh.sys, { line: unit.text.trimEnd(), status: sh.status, startedAt, endedAt: sh.sys.now() })
    if (sh.exitWarned > 0) sh.exitWarned--
  }
}

async function runUnit(sh: Shell, sequence: Sequence): Promise<void> {
  try {
    if (sequence.items.length) await runSequence(sh, sequence)
  } catch (error) {
    if (!(error instanceof Discard) && !(error instanceof ShellError)) throw error
    sh.status = error.status
  } finally {
    // Whatever was given up: the state of the top level.
    sh.loopDepth = 0
    sh.noErrexit = 0
  }
  if (sh.interrupted) {
    sh.interrupted = false
    sh.status = 130
  }
}

async function promptCommand(sh: Shell): Promise<void> {
  if (!sh.dialect.bash) return
  for (const command of readAll(sh, 'PROMPT_COMMAND')) {
    if (!command) continue
    const { status } = sh
    try {
      await runText(sh, command, { origin: '' })
    } catch (error) {
      if (!(error instanceof Discard)) throw error
    }
    sh.status = status
  }
}

/** Reads lines until they make a complete command. */
async function readUnit(sh: Shell, read: Reader): Promise<{ sequence: Sequence; text: string } | 'eof' | 'retry'> {
  if (sh.justKilled) sh.justKilled = false
  else await notifyJobs(sh)
  await runPendingTraps(sh)
  if (sh.pendingHangup) throw new ExitShell(129)
  await promptCommand(sh)
  let text = ''
  let history = ''
  let heredoc = false
  const firstLine = sh.linesRead + 1
  for (;;) {
    const prompt = await expandPrompt(sh, sh.get(text === '' ? 'PS1' : 'PS2') ?? '')
    const result = await read(prompt)
    if (result.kind === 'interrupt') {
      sh.status = 130
      sh.interrupted = false
      return 'retry'
    }
    if (result.kind === 'eof') {
      if (text === '') return 'eof'
      return unfinished(sh, text)
    }
    let line = result.text
    if (sh.opt('histexpand') && sh.dialect.bash) {
      const expanded = expandHistory(sh, line)
      if (expanded instanceof HistoryFailure) {
        await sh.stderr(`${sh.prefix()}${expanded.text}\n`)
        sh.status = 1
        return 'retry'
      }
      if (expanded) {
        line = expanded.text
        await sh.stderr(`${line}\n`)
        if (expanded.printOnly) {
          rememberLine(sh, line)
          return 'retry'
        }
      }
    }
    const joined = text !== '' && /(^|[^\\])(\\\\)*\\\n$/.test(text)
    history = text === '' ? line : joined ? history.slice(0, -1) + line : history + separator(sh, text) + line
    text += `${line}\n`
    sh.linesRead++
    if (sh.dialect.name === 'ash') rememberLine(sh, line)
    const parser = parserFor(sh, text, { firstLine: firstLine, final: false })
    try {
      // Several lines at once (a paste) are several commands.
      const items: AndOr[] = []
      do items.push(...(parser.parseUnit()?.items ?? []))
      while (parser.lexer.pos < parser.lexer.text.length)
      if (sh.dialect.bash && text.trim() !== '') rememberLine(sh, heredoc ? `${history}\n` : history)
      return { sequence: { items }, text }
    } catch (error) {
      if (error instanceof NeedMore) {
        heredoc ||= error.until?.startsWith('\n') ?? false
        continue
      }
      if (!(error instanceof SyntaxFailure)) throw error
      if (sh.dialect.bash) rememberLine(sh, history)
      // dash throws the line away before it is counted.
      else sh.linesRead--
      await reportSyntax(sh, error, '')
      sh.status = error.status
      return 'retry'
    }
  }
}
/** cmdhist: lines of one command are joined by "; " where that means the same. */
function separator(sh: Shell, text: string): string {
  const open = parserFor(sh, text, { final: false })
  try {
    open.parseUnit()
  } catch (error) {
    if (error instanceof NeedMore && error.until !== undefined) return '\n'
    if (!(error instanceof NeedMore) && !(error instanceof SyntaxFailure)) throw error
  }
  const last = text.trimEnd()
  if (/(^|[\s;&|])(then|do|else|in|elif|if|while|until|\{|\()$|[;&|({]$|&&$/.test(last)) return ' '
  return '; '
}
async function unfinished(sh: Shell, text: string): Promise<'retry'> {
  try {
    parserFor(sh, text, { final: true }).parseUnit()
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error
    await reportSyntax(sh, error, '')
  }
  sh.status = 2
  return 'retry'
}

/** Without an editor: prompt on standard error, a line from the terminal. */
async function readPlain(sh: Shell, prompt: string): ReturnType<Reader> {
  await sh.stderr(prompt.replace(/[\x01\x02]/g, ''))
  const bytes: number[] = []
  const isTty = terminal(sh)
  for (;;) {
    let data: Uint8Array
    try {
      data = await sh.sys.read(0, isTty ? 4096 : 1)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'EINTR') {
        if (sh.interrupted) {
          await sh.stderr('\n')
          return { kind: 'interrupt' }
        }
        if (sh.dialect.bash) await runPendingTraps(sh)
        if (sh.pendingHangup) return { kind: 'eof' }
        continue
      }
      return { kind: 'eof' }
    }
    if (!data.length) {
      if (bytes.length && !isTty) break
      return { kind: 'eof' }
    }
    let end = false
    for (const byte of data) {
      if (byte === 10) end = true
      else bytes.push(byte)
    }
    if (end) break
  }
  const text = new TextDecoder().decode(Uint8Array.from(bytes))
  if (!isTty && sh.dialect.bash) await sh.stderr(`${text}\n`)
  return { kind: 'line', text }
}
function terminal(sh: Shell): boolean {
  try {
    return sh.sys.isatty(0)
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

async function endOfInput(sh: Shell, count: number): Promise<'stay' | 'go'> {
  if (sh.opt('ignoreeof') || sh.get('IGNOREEOF') !== undefined) {
    const limit = Number(sh.get('IGNOREEOF') ?? '10')
    if (count < (Number.isInteger(limit) ? limit : 10)) {
      if (sh.dialect.bash) await sh.stderr(`Use "${sh.login ? 'logout' : 'exit'}" to leave the shell.\n`)
      else await sh.stderr('\nUse "exit" to leave shell.\n')
      return 'stay'
    }
  }
  if (sh.dialect.bash) await sh.stderr(sh.login ? 'logout\n' : 'exit\n')
  else if (sh.dialect.name === 'dash') await sh.stderr('\n')
  const stopped = sh.jobs.listed().filter((job) => sh.jobs.state(job) === 'stopped')
  if (stopped.length && !sh.exitWarned) {
    await sh.stderr(sh.dialect.bash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n')
    sh.exitWarned = 2
    return 'stay'
  }
  return 'go'
}

/** History, logout file, hang-up of stopped jobs. */
async function leave(sh: Shell): Promise<void> {
  await saveHistory(sh)
  if (sh.dialect.bash && sh.login) await sourceIfThere(sh, `${sh.get('HOME') ?? ''}/.bash_logout`)
  for (const job of sh.jobs.listed()) {
    if (sh.jobs.state(job) !== 'stopped' || job.noHangup) continue
    try {
      sh.sys.kill(-job.pgid, 1)
      sh.sys.kill(-job.pgid, 18)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  if (sh.tty !== undefined && sh.originalPgid && sh.originalPgid !== sh.sys.getpgid()) {
    try {
      sh.sys.tcsetpgrp(sh.tty, sh.originalPgid)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}
