/** RUN: a container of the engine's runs the command; what it changed becomes the next image (dispatchRun). */
import type { Instruction } from '../dockerfile/index.ts'
import { commandOf } from './dispatch.ts'
import { needsBuildKit } from './errors.ts'
import { copyConfig } from './run-config.ts'
import type { Build, Stage } from './state.ts'

export async function runStep(
  build: Build,
  stage: Stage,
  instruction: Extract<Instruction, { kind: 'run' }>,
): Promise<void> {
  const flag = /^\S+\s+--([A-Za-z]+)/.exec(instruction.source)
  if (flag && (instruction.flags.mountSpecs.length > 0 || /^(mount|network|security|device)$/.test(flag[1]!)))
    throw needsBuildKit(flag[1]!)
  const { config } = stage
  const command = commandOf(stage, instruction.command)
  const args = stage.args.allowedList(config.Env ?? [])
  const saved = args.length > 0 ? withArguments(stage, args, command) : command
  // The cache knows the step by its command with the arguments before it; the container gets them as variables.
  const remembered = copyConfig(config, { Cmd: saved, ...(saved.length > 0 ? { Entrypoint: null } : {}) })
  if (build.probe(stage, remembered)) return
  const created = await build.create(
    copyConfig(config, {
      Cmd: command,
      Env: [...(config.Env ?? []), ...args],
      Healthcheck: { Test: ['NONE'] },
      ...(saved.length > 0 ? { Entrypoint: [''] } : {}),
    }),
  )
  await build.run(created.id, command)
  build.commitContainer(stage, created.id, remembered)
}
/** "|2 A=1 B=2 /bin/sh -c …": proxies that nobody declared are left out. */
function withArguments(stage: Stage, args: readonly string[], command: readonly string[]): string[] {
  const shown = args.filter((entry) => stage.args.isReferencedOrNotBuiltin(entry.slice(0, entry.indexOf('=')))).sort()
  return [`|${shown.length}`, ...shown, ...command]
}
