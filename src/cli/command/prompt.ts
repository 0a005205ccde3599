/** Questions on the terminal (internal/prompt). */
import type { Cli } from '../framework/cli.ts'
import { Cancelled } from '../framework/errors.ts'

/** The answer without white space around it; '' at the end of the input. Ctrl-C ends the command without a word and with status 0. */
export async function ask(cli: Cli, question: string): Promise<string> {
  await cli.out.write(question)
  const interrupted = new Promise<never>((_, reject) =>
    cli.cancel.addEventListener('abort', () => reject(new Cancelled())),
  )
  interrupted.catch(() => {})
  try {
    return ((await Promise.race([cli.in.readLine(), interrupted])) ?? '').trim()
  } catch (error) {
    if (error instanceof Cancelled) await cli.out.write('\n')
    throw error
  }
}
/** Only "y" is yes. */
export const confirm = async (cli: Cli, question: string): Promise<boolean> =>
  (await ask(cli, `${question} [y/N] `)).toLowerCase() === 'y'
