/** set -x: PS4 and the command as expanded, on standard error (or BASH_XTRACEFD). */
import { SysError } from '../../../base/abi/errno.ts'
import { expandPromptText } from '../interactive/prompt.ts'
import type { Shell } from '../state/shell.ts'
import { toBytes } from '../text/bytes.ts'

/** Prints one line. PS4's first character is repeated by the depth of substitutions. */
export async function trace(sh: Shell, text: string): Promise<void> {
  const ps4 = sh.get('PS4') ?? '+ '
  let prefix: string
  if (sh.dialect.bash) {
    const first = ps4.slice(0, 1)
    prefix = first + (await quietly(sh, ps4.slice(1)))
    if (sh.inSubstitution) prefix = first.repeat(Math.max(1, sh.xtraceDepth)) + prefix
  } else prefix = await quietly(sh, ps4)
  const fd = Number(sh.get('BASH_XTRACEFD') ?? '2') || 2
  try {
    await sh.sys.write(fd, toBytes(`${prefix}${text}\n`))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
}
/** Expands PS4 without tracing itself. */
async function quietly(sh: Shell, text: string): Promise<string> {
  if (!/[$`\\]/.test(text)) return text
  sh.options.delete('xtrace')
  try {
    return await expandPromptText(sh, text)
  } finally {
    sh.options.add('xtrace')
  }
}
