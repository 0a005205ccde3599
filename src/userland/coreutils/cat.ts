/** cat(1). The core writes whole chunks as they are read, so that it works as a pipe between terminals. */
import { isFile } from '../../base/abi/files.ts'
import { strerror } from '../../base/abi/errno.ts'
import type { Fd } from '../../kernel/sys/types.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quotef } from './lib/quote.ts'
import { fromBinary, toBinary } from './lib/text.ts'

export interface CatStyle {
  number: 'none' | 'all' | 'nonblank'
  ends: boolean
  tabs: boolean
  nonprinting: boolean
  squeeze: boolean
}
export const PLAIN: CatStyle = { number: 'none', ends: false, tabs: false, nonprinting: false, squeeze: false }

/** What continues from file to file. */
export interface CatState {
  line: number
  atStart: boolean
  blanks: number
}

/** ^X and M-X notation of bytes, newlines and tabs aside. */
export function visible(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i)
    if (code === 10 || code === 9) {
      out += text[i]
      continue
    }
    if (code >= 128) {
      out += 'M-'
      code -= 128
    }
    out += code < 32 ? '^' + String.fromCharCode(code + 64) : code === 127 ? '^?' : String.fromCharCode(code)
  }
  return out
}

function dress(chunk: string, style: CatStyle, state: CatState): string {
  let out = ''
  let from = 0
  while (from < chunk.length) {
    const newline = chunk.indexOf('\n', from)
    const line = chunk.slice(from, newline < 0 ? chunk.length : newline)
    from = newline < 0 ? chunk.length : newline + 1
    if (newline >= 0 && line === '' && state.atStart) {
      if (++state.blanks > 1 && style.squeeze) continue
    } else state.blanks = 0
    if (state.atStart && (style.number === 'all' || (style.number === 'nonblank' && line !== '')))
      out += `${String(++state.line).padStart(6)}\t`
    let shown = style.nonprinting ? visible(line) : line
    if (style.tabs) shown = shown.replaceAll('\t', '^I')
    if (style.ends && newline >= 0) shown = (style.nonprinting ? shown : shown.replace(/\r$/, '^M')) + '$'
    out += shown
    state.atStart = newline >= 0
    if (newline >= 0) out += '\n'
  }
  return out
}

/** Copies one descriptor to standard output. */
export async function catDescriptor(command: Command, fd: Fd, style: CatStyle, state: CatState): Promise<void> {
  const { sys } = command
  const plain = style.number === 'none' && !style.ends && !style.tabs && !style.nonprinting && !style.squeeze
  for (let reads = 1; ; reads++) {
    const chunk = await sys.read(fd)
    if (!chunk.length) return
    await command.put(plain ? chunk : fromBinary(dress(toBinary(chunk), style, state)))
    await command.out.flush()
    if (reads % 64 === 0) await sys.breathe()
  }
}

export const cat = gnu(
  {
    help: 'cat',
    short: 'benstuvAET',
    long: {
      'number-nonblank': 'b',
      number: 'n',
      'squeeze-blank': 's',
      'show-nonprinting': 'v',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
    },
  },
  async (command) => {
    const { sys } = command
    const style: CatStyle = {
      number: command.has('b') ? 'nonblank' : command.has('n') ? 'all' : 'none',
      ends: command.has('E') || command.has('e') || command.has('A'),
      tabs: command.has('T') || command.has('t') || command.has('A'),
      nonprinting: command.has('v') || command.has('e') || command.has('t') || command.has('A'),
      squeeze: command.has('s'),
    }
    const state: CatState = { line: 0, atStart: true, blanks: 0 }
    const target = await tryAsync(() => sys.fstat(1))
    for (const name of command.args.length ? command.args : ['-']) {
      const failure = await tryAsync(async () => {
        const input = await openInput(sys, name)
        const source = sys.fstat(input.fd)
        if (!isError(target) && isFile(target) && source.ino === target.ino && source.dev === target.dev && source.size)
          await command.complain(`${quotef(name)}: input file is output file`)
        else await catDescriptor(command, input.fd, style, state)
        input.close()
      })
      if (isError(failure)) await command.complain(`${quotef(name)}: ${strerror(failure.code)}`)
    }
  },
)
