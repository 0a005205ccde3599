/** What completion offers after the words of buildx (util/cobrautil/completion). */
import { listContexts } from '../command/context/store.ts'
import type { Completer } from '../framework/command.ts'
import { DIRECTORIES, NO_FILES } from '../framework/complete.ts'

export const directories: Completer = () => ({ candidates: [], directive: DIRECTORIES })
/** Every context is a builder too. */
export const builderNames: Completer = ({ cli }, toComplete) => ({
  candidates: ['default', ...listContexts(cli).map((context) => context.Name)].filter((name) =>
    name.startsWith(toComplete),
  ),
  directive: NO_FILES,
})
