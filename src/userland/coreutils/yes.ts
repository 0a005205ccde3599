/** yes(1): writes until its reader goes away. */
import { Command, gnu } from './lib/command.ts'
import { fromText } from './lib/text.ts'

const BLOCK = 8192
export async function yesForever(command: Command): Promise<never> {
  const line = fromText((command.args.length ? command.args.join(' ') : 'y') + '\n')
  const copies = Math.max(1, Math.floor(BLOCK / line.length))
  const block = new Uint8Array(line.length * copies)
  for (let i = 0; i < copies; i++) block.set(line, i * line.length)
  for (;;) {
    await command.put(block)
    await command.out.flush()
  }
}
export const yes = gnu({ help: 'yes', short: '+', long: {} }, yesForever)
