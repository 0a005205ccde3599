/** A script run by a shell process in place of a program it could not execute. */
import type { Shell } from '../state/shell.ts'
import { Variables } from '../state/variables.ts'
import { importEnvironment } from '../startup/environment.ts'
import { JobTable } from '../state/jobs.ts'
import { runText } from './eval.ts'

/** Turns `sh` into a fresh shell with the given environment and runs the text. */
export async function runScriptText(
  sh: Shell,
  path: string,
  args: readonly string[],
  env: Record<string, string>,
  text: string,
): Promise<number> {
  sh.sys.env = { ...env }
  sh.vars = new Variables()
  sh.functions.clear()
  sh.aliases.clear()
  sh.traps.clear()
  sh.calls = []
  sh.jobs = new JobTable()
  sh.options = new Set(sh.dialect.bash ? ['braceexpand', 'hashall', 'interactive-comments'] : [])
  sh.interactive = false
  sh.functionDepth = sh.sourceDepth = sh.loopDepth = sh.subshellLevel = sh.noErrexit = 0
  sh.inSubstitution = false
  Object.assign(sh, { inputKind: 'f', shellPid: sh.sys.pid })
  sh.arg0 = path
  sh.shellName = path
  sh.positional = args.slice(1)
  sh.status = 0
  importEnvironment(sh)
  return runText(sh, text, { origin: '', topLevel: true, last: true })
}
