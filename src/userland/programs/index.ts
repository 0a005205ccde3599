/** Programs of images and of the host that are neither a shell nor of coreutils, by the name in their executable. */
import { hello } from './hello.ts'
import type { Program } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'

const cowsay: LazyProgram = { load: async () => ({ default: (await import('./cowsay/index.ts')).cowsay }) }

export const programs: Record<string, Program | LazyProgram> = {
  hello,
  cowsay,
}
