/** Programs that load when first run, from modules that export several. */
import type { Program } from '../../../kernel/sys/types.ts'
import type { LazyProgram } from '../../../kernel/types.ts'

export const lazy = (importer: () => Promise<Program>): LazyProgram => ({
  load: async () => ({ default: await importer() }),
})
