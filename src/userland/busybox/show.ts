/** BusyBox: cat, tac, rev, head, tail, tee, nl, yes, echo, true, false, printf, pwd, clear. */
import { isFifo } from '../../base/abi/files.ts'
import type { Program } from '../../kernel/sys/types.ts'
import { catDescriptor } from '../coreutils/cat.ts'
import type { CatState, CatStyle } from '../coreutils/cat.ts'
import { echoBytes } from '../coreutils/echo.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { LineReader, openInput } from '../coreutils/lib/io.ts'
import { printfLoop } from '../coreutils/lib/printf-core.ts'
import { fromBinary } from '../coreutils/lib/text.ts'
import { headDescriptor } from '../coreutils/head.ts'
import type { HeadCount } from '../coreutils/head.ts'
import { logicalDirectory } from '../coreutils/pwd.ts'
import { follow, tailDescriptor } from '../coreutils/tail.ts'
import type { Followed, TailCount } from '../coreutils/tail.ts'
import { teeTo } from '../coreutils/tee.ts'
import { yesForever } from '../coreutils/yes.ts'
import { applet, BKM } from './applet.ts'
import type { Applet } from './applet.ts'

export const cat = applet({ short: 'etvAnbu' }, async (command) => {
  const { sys } = command
  const style: CatStyle = {
    number: command.has('b') ? 'nonblank' : command.has('n') ? 'all' : 'none',
    ends: command.has('e') || command.has('A'),
    tabs: command.has('t') || command.has('A'),
    nonprinting: command.has('v') || command.has('e') || command.has('t') || command.has('A'),
    squeeze: false,
  }
  const state: CatState = { line: 0, atStart: true, blanks: 0 }
  for (const name of command.args.length ? command.args : ['-']) {
    const input = await tryAsync(() => openInput(sys, name))
    if (isError(input)) {
      await command.perror(`can't open '${name}'`, input)
      continue
    }
    const failure = await tryAsync(() => catDescriptor(command, input.fd, style, state))
    if (isError(failure)) await command.perror('read error', failure)
    input.close()
  }
})

/** head -5 and tail -5: a number right after the dash. */
const dashNumber = (args: readonly string[]): string[] =>
  /^[-+]\d/.test(args[0] ?? '') ? ['-n', args[0]!.replace(/^-/, ''), ...args.slice(1)] : [...args]

export const head = applet({ short: 'n:c:qv', prepare: dashNumber }, async (command) => {
  const count: HeadCount = { amount: 10, unit: 'lines', butLast: false }
  for (const { key, value } of command.options) {
    if (key !== 'n' && key !== 'c') continue
    count.unit = key === 'c' ? 'bytes' : 'lines'
    count.butLast = value!.startsWith('-')
    count.amount = await command.number(count.butLast ? value!.slice(1) : value!, { suffixes: BKM })
  }
  const names = command.args.length ? command.args : ['-']
  const banners = command.has('v') || (names.length > 1 && !command.has('q'))
  let first = true
  for (const name of names) {
    const input = await tryAsync(() => openInput(command.sys, name))
    if (isError(input)) {
      await command.perror(name, input)
      continue
    }
    if (banners) await command.put(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`)
    first = false
    const failure = await tryAsync(() => headDescriptor(command, input.fd, count, 10))
    // The reason of a failed read gets lost on the way.
    if (isError(failure)) await command.perror(name, { code: failure.code === 'EISDIR' ? 'EIO' : failure.code })
    input.close()
  }
})

export const tail = applet({ short: 'fc:n:qs:vF', prepare: dashNumber }, async (command) => {
  const { sys } = command
  const count: TailCount = { amount: 10, unit: 'lines', fromStart: false }
  for (const { key, value } of command.options) {
    if (key !== 'n' && key !== 'c') continue
    count.unit = key === 'c' ? 'bytes' : 'lines'
    count.fromStart = value!.startsWith('+')
    count.amount = await command.number(value!.replace(/^[-+]/, ''), { suffixes: BKM })
  }
  const seconds = await command.number(command.value('s') ?? '1')
  const following = command.has('f') || command.has('F')
  const files: Followed[] = []
  const opened: { name: string; fd: number; close: () => void }[] = []
  for (const name of command.args.length ? command.args : ['-']) {
    const input = await tryAsync(() => openInput(sys, name))
    if (isError(input)) {
      await command.perror(`can't open '${name}'`, input)
      if (command.has('F')) files.push({ name, fd: -1, position: 0, dev: 0, ino: 0 })
    } else opened.push({ name: name === '-' ? 'standard input' : name, ...input })
  }
  if (!opened.length && !files.length) return command.die('no files')
  const banners = command.has('v') || (opened.length + files.length > 1 && !command.has('q'))
  let shown: Followed | undefined
  for (const [i, { name, fd, close }] of opened.entries()) {
    if (banners) await command.put(`${i ? '\n' : ''}==> ${name} <==\n`)
    const position = await tryAsync(() => tailDescriptor(command, fd, count, 10))
    if (isError(position)) {
      await command.perror('read error', position)
      close()
      continue
    }
    const stat = sys.fstat(fd)
    shown = { name, fd, position, dev: stat.dev, ino: stat.ino }
    if (following) files.push(shown)
    else close()
  }
  // A pipe that ended is not followed, as with any tail.
  if (!following || (files.length === 1 && files[0]!.fd === 0 && isFifo(sys.fstat(0)))) return command.status
  await follow(
    command,
    files,
    {
      byName: command.has('F'),
      retry: command.has('F'),
      intervalMs: seconds * 1000,
      banners,
      pid: undefined,
      say: (message) => command.warn(message),
    },
    shown,
  )
  return command.status
})

export const tee = applet({ short: 'ia' }, async (command) => {
  await teeTo(command, { append: command.has('a'), ignoreInterrupts: command.has('i') }, (name, reason) =>
    command.complain(`${name}: ${reason}`),
  )
})

/** `silent`: a directory reads as empty. */
async function eachInput(command: Applet, work: (lines: LineReader) => Promise<void>, silent = true): Promise<void> {
  for (const name of command.args.length ? command.args : ['-']) {
    const failure = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      try {
        await work(new LineReader(command.sys, input.fd))
      } finally {
        input.close()
      }
    })
    if (isError(failure) && !(silent && failure.code === 'EISDIR')) await command.perror(name, failure)
  }
}
export const tac = applet({ short: '' }, (command) =>
  eachInput(
    command,
    async (reader) => {
      const lines: string[] = []
      for (let line = await reader.next(); line !== null; line = await reader.next())
        lines.push(line + (reader.terminated ? '\n' : ''))
      for (const line of lines.reverse()) await command.put(line)
    },
    false,
  ),
)
export const rev = applet({ short: '' }, (command) =>
  eachInput(command, async (reader) => {
    for (let line = await reader.next(); line !== null; line = await reader.next())
      await command.put([...line].reverse().join('') + (reader.terminated ? '\n' : ''))
  }),
)
export const nl = applet({ short: 'w:s:v:i:b:' }, async (command) => {
  const width = await command.number(command.value('w') ?? '6')
  let number = await command.number(command.value('v') ?? '1', { min: -1e9 })
  const step = await command.number(command.value('i') ?? '1', { min: -1e9 })
  const separator = command.value('s') ?? '\t'
  const style = command.value('b') ?? 't'
  await eachInput(command, async (reader) => {
    for (let line = await reader.next(); line !== null; line = await reader.next()) {
      const numbered = style.startsWith('a') || (style.startsWith('t') && line !== '')
      await command.put(
        `${numbered ? String(number).padStart(width) : ' '.repeat(width)}${numbered ? separator : ' '.repeat(separator.length)}${line}\n`,
      )
      if (numbered) number += step
    }
  })
})

export const yes = applet({ short: '', raw: true }, yesForever)
export const echo = applet({ short: '', raw: true, noHelp: true }, (command) =>
  command.put(echoBytes(command.args, /^-[neE]+$/)),
)
export const trueApplet: Program = () => 0
export const falseApplet: Program = () => 1
export const printf = applet({ short: '', raw: true }, async (command) => {
  const args = command.args[0] === '--' ? command.args.slice(1) : command.args
  if (!args.length) return command.showUsage()
  await printfLoop(args[0]!, args.slice(1), (text) => command.put(fromBinary(text)), {
    number: (kind, text) => command.complain(kind === 'range' ? `${text}: out of range` : `invalid number '${text}'`),
    badDirective: (text) => command.die(`${text}: invalid format`),
    quoting: false,
  })
  return command.status
})
export const pwd = applet({ short: 'LP' }, async (command) => {
  await command.put(
    `${(command.last('LP') === 'L' ? logicalDirectory(command.sys) : undefined) ?? command.sys.realpath('.')}\n`,
  )
})
export const clear = applet({ short: '' }, (command) => command.put('\x1b[H\x1b[J'))
