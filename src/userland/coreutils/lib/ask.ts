/** Questions on standard error, answers from standard input: yesno() of gnulib. */
import type { Sys } from '../../../kernel/sys/types.ts'
import { toText } from './text.ts'

/** True when the line read starts with y or Y. Reads byte by byte so that what follows stays for others. */
export async function ask(sys: Sys, question: string): Promise<boolean> {
  await sys.write(2, question)
  const line: number[] = []
  for (;;) {
    const byte = await sys.read(0, 1)
    if (!byte.length || byte[0] === 10) break
    line.push(byte[0]!)
  }
  return /^[yY]/.test(toText(Uint8Array.from(line)))
}
