/** Groups and targets of the bake files at hand (util/cobrautil/completion BakeTargets). */
import type { Completer } from '../../framework/command.ts'
import { NO_FILES } from '../../framework/complete.ts'
import { StandardInput } from '../build/inputs.ts'
import { parseFiles, readBakeFiles } from './files.ts'
import { unique } from './model.ts'

export const bakeTargets: Completer = async ({ cli }, toComplete) => {
  const files = await readBakeFiles(cli, [], false, { write: () => {} }, new StandardInput(cli))
  const { groups, targets } = parseFiles(cli, files, 'cwd://')
  const names = unique([...groups, ...targets].map(({ name }) => name))
  return { candidates: names.filter((name) => name.startsWith(toComplete)), directive: NO_FILES }
}
