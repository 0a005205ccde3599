/** WORKDIR: a directory that is made, a step of its own. */
import { cleanPath } from '../../base/go/filepath.ts'
import { vertex } from '../graph/vertex.ts'
import type { Instruction } from '../dockerfile/types.ts'
import { expand, lint, type Dispatch } from './context.ts'
import { commit, prefixed, shown, upperCommand } from './history.ts'
import { metaOf } from './meta.ts'
import type { StageState } from './types.ts'

/** system.NormalizeWorkdir */
export function nextWorkdir(current: string, path: string): string {
  if (path === '') return cleanPath(current || '/')
  return cleanPath(path.startsWith('/') ? path : `/${current}/${path}`)
}
export function convertWorkdir(
  dispatch: Dispatch,
  state: StageState,
  instruction: Extract<Instruction, { kind: 'workdir' }>,
): void {
  const path = expand(dispatch, state, instruction, instruction.path)
  if (!state.workdirSet && !path.startsWith('/')) lint(dispatch, 'WorkdirRelativePath', instruction.location, path)
  state.workdirSet = true
  const dir = nextWorkdir(state.image.config.WorkingDir ?? '', path)
  state.image.config.WorkingDir = dir
  state.dir = dir
  const makes = dir !== '/'
  if (makes) {
    const name = prefixed(state, upperCommand(shown(instruction.source, state.env, { escape: dispatch.escape })))
    const owner = state.image.config.User ?? ''
    state.vertex = vertex(
      {
        type: 'file',
        scratch: state.vertex === null,
        actions: [{ kind: 'mkdir', path: dir, mode: 0o755, owner }],
        timestamp: dispatch.options.epoch,
      },
      state.vertex ? [state.vertex] : [],
      name,
      metaOf(state, instruction, { ignoreCache: false }),
    )
  }
  commit(state, `WORKDIR ${dir}`, makes)
}
