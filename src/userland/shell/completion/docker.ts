/** Completion of docker commands by docker itself, as Debian's completion script asks it: `docker __complete ARGS…`, one candidate a line, a tab
 *  and a description, and a last line ":BITS" (cobra's ShellCompDirective). */
import { SysError } from '../../../base/abi/errno.ts'
import { O_WRONLY } from '../../../base/abi/files.ts'
import type { ProgrammableResult } from '../../editing/types.ts'
import { waitLoose } from '../exec/wait.ts'
import { environmentFor } from '../exec/simple.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'

const ERROR = 1
const NO_SPACE = 2
const NO_FILES = 4
const FILTER_EXTENSIONS = 8
const FILTER_DIRECTORIES = 16
const KEEP_ORDER = 32

export async function dockerCandidates(
  sh: Shell,
  path: string,
  words: readonly string[],
): Promise<ProgrammableResult | null> {
  const { sys } = sh
  const [reader, writer] = sys.pipe()
  let output: Uint8Array
  try {
    const quiet = await sys.open('/dev/null', O_WRONLY)
    const pid = await sys.spawn({
      path,
      argv: [words[0]!, '__complete', ...words.slice(1)],
      env: environmentFor(sh, [], path),
      fds: { 0: 0, 1: writer, 2: quiet },
    })
    sh.jobs.loose.add(pid)
    sys.close(quiet)
    sys.close(writer)
    output = await sys.readAll(reader)
    await waitLoose(sh, pid)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return null
  } finally {
    if (sys.fds().includes(reader)) sys.close(reader)
    if (sys.fds().includes(writer)) sys.close(writer)
  }
  const lines = fromBytes(output)
    .split('\n')
    .filter((line) => line !== '')
  const directive = /^:(\d+)$/.exec(lines.at(-1) ?? '')
  if (!directive) return null
  const bits = Number(directive[1])
  if (bits & ERROR) return { candidates: [] }
  if (bits & (FILTER_EXTENSIONS | FILTER_DIRECTORIES)) return null
  const word = words.at(-1)!
  const candidates = lines
    .slice(0, -1)
    .map((line) => line.split('\t')[0]!)
    .filter((one) => one.startsWith(word))
  if (!candidates.length && !(bits & NO_FILES)) return null
  return { candidates, noSpace: (bits & NO_SPACE) !== 0, noSort: (bits & KEEP_ORDER) !== 0 }
}
