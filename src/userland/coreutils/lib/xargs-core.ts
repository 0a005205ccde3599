/** Building and running command lines from standard input: xargs(1) in both faces. */
import { strerror } from '../../../base/abi/errno.ts'
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import { isError, tryAsync } from './command.ts'
import type { Command } from './command.ts'
import { ask } from './ask.ts'
import { needsShellQuotes, quoteaf } from './quote.ts'
import { toText } from './text.ts'
import { spawnp } from './which.ts'

export interface XargsOptions {
  /** undefined: blanks, newlines, quotes and backslashes */
  delimiter: string | undefined
  eof: string | undefined
  replace: string | undefined
  maxArgs: number
  maxLines: number
  maxChars: number
  exitIfTooLong: boolean
  noRunIfEmpty: boolean
  trace: boolean
  prompt: boolean
  parallel: number
}
export interface XargsFace {
  unmatched(kind: 'single' | 'double'): Promise<never>
  tooLong(): Promise<never>
  cannotRun(name: string, reason: string, status: number): Promise<never>
  died(name: string, how: WaitStatus): Promise<never>
}
/** An argument, and whether it ended its input line. */
interface Item {
  text: string
  endsLine: boolean
}

async function readItems(input: string, options: XargsOptions, face: XargsFace): Promise<Item[]> {
  const items: Item[] = []
  if (options.delimiter !== undefined) {
    const parts = input.split(options.delimiter)
    if (parts.at(-1) === '') parts.pop()
    return parts.map((text) => ({ text, endsLine: true }))
  }
  if (options.replace !== undefined) {
    for (const line of input.split('\n')) {
      let text = ''
      let quoted: '' | '"' | "'" = ''
      let any = false
      const body = line.replace(/^[ \t]+/, '')
      for (let i = 0; i < body.length; i++) {
        const char = body[i]!
        if (quoted ? char === quoted : char === '"' || char === "'") {
          quoted = quoted ? '' : (char as '"')
          any = true
        } else if (char === '\\' && !quoted && i + 1 < body.length) text += body[++i]!
        else text += char
      }
      if (quoted) await face.unmatched(quoted === '"' ? 'double' : 'single')
      if (text === '' && !any) continue
      if (options.eof !== undefined && text === options.eof) break
      items.push({ text, endsLine: true })
    }
    return items
  }
  let text = ''
  let open = false
  let quoted: '' | '"' | "'" = ''
  for (let i = 0; i <= input.length; i++) {
    const char = input[i]
    if (quoted) {
      if (char === quoted) quoted = ''
      else if (char === '\n' || char === undefined) await face.unmatched(quoted === '"' ? 'double' : 'single')
      else text += char
      continue
    }
    if (char === undefined || char === '\n' || char === ' ' || char === '\t') {
      if (open) {
        if (options.eof !== undefined && text === options.eof) return items
        // A trailing blank joins the next line to this one.
        items.push({ text, endsLine: char === '\n' || char === undefined })
      } else if (char === '\n' && items.length && input[i - 1] !== ' ' && input[i - 1] !== '\t')
        items.at(-1)!.endsLine = true
      text = ''
      open = false
    } else if (char === '"' || char === "'") {
      quoted = char
      open = true
    } else if (char === '\\') {
      text += input[++i] ?? ''
      open = true
    } else {
      text += char
      open = true
    }
  }
  return items
}

export class XargsRun {
  private readonly command: Command
  private readonly options: XargsOptions
  private readonly face: XargsFace
  private readonly running = new Map<number, string>()
  private status = 0
  constructor(command: Command, options: XargsOptions, face: XargsFace) {
    this.command = command
    this.options = options
    this.face = face
  }
  async run(initial: readonly string[], fd: number): Promise<number> {
    const { sys } = this.command
    const items = await readItems(toText(await sys.readAll(fd)), this.options, this.face)
    const words = initial.length ? initial : ['echo']
    const { replace } = this.options
    if (replace !== undefined) {
      for (const item of items) await this.start(words.map((word) => word.replaceAll(replace, item.text)))
    } else {
      const base = words.reduce((sum, word) => sum + word.length + 1, 0)
      let batch: string[] = []
      let size = base
      let lines = 0
      let ran = false
      const go = async (): Promise<void> => {
        ran = true
        await this.start([...words, ...batch])
        batch = []
        size = base
        lines = 0
      }
      for (const item of items) {
        const length = item.text.length + 1
        if (base + length > this.options.maxChars) await this.face.tooLong()
        if (batch.length && size + length > this.options.maxChars) await go()
        batch.push(item.text)
        size += length
        if (item.endsLine) lines++
        if (batch.length >= this.options.maxArgs || lines >= this.options.maxLines) await go()
      }
      if (batch.length || (!ran && !this.options.noRunIfEmpty)) await go()
    }
    while (this.running.size) await this.reap()
    return this.status
  }
  private async start(argv: readonly string[]): Promise<void> {
    const { sys } = this.command
    await this.command.out.flush()
    if (this.options.prompt) {
      const line = argv.map((word) => (needsShellQuotes(word) ? quoteaf(word) : word)).join(' ')
      if (!(await ask(sys, `${line}?...`))) return
    } else if (this.options.trace)
      await sys.write(2, `${argv.map((word) => (needsShellQuotes(word) ? quoteaf(word) : word)).join(' ')}\n`)
    while (this.running.size >= this.options.parallel) await this.reap()
    // The command must not eat what is left of the input.
    const empty = await sys.open('/dev/null', 0)
    const pid = await tryAsync(() => spawnp(sys, { argv, fds: new Map([[0, empty]]) }))
    sys.close(empty)
    if (isError(pid)) {
      while (this.running.size) await this.reap()
      return this.face.cannotRun(argv[0]!, strerror(pid.code), pid.code === 'ENOENT' ? 127 : 126)
    }
    this.running.set(pid, argv[0]!)
    if (this.options.parallel === 1) await this.reap()
  }
  private async reap(): Promise<void> {
    const result = await this.command.sys.wait(-1)
    if (!result) return
    const name = this.running.get(result.pid)
    if (name === undefined) return
    const { status } = result
    if (status.kind === 'stopped' || status.kind === 'continued') return
    this.running.delete(result.pid)
    if (status.kind === 'signaled' || status.code === 255) await this.face.died(name, status)
    else if (status.kind === 'exited' && status.code !== 0) this.status = 123
  }
}
