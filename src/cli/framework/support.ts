/** What the engine supports: hides commands and flags that it does not, refuses those that are used all the same (isSupported). */
import type { Command } from './command.ts'

function* ancestors(command: Command): Generator<Command> {
  for (let at: Command | null = command; at; at = at.parent) yield at
}
/** null, or what is not supported. Asks the engine only where it matters. */
export async function unsupported(command: Command): Promise<string | null> {
  for (const each of ancestors(command)) {
    if (each.spec.experimental && !(await command.cli.serverInfo()).experimental)
      return `${command.path} is only supported on a Docker daemon with experimental features enabled`
  }
  const errors: string[] = []
  for (const flag of command.flags.all()) {
    if (!flag.changed) continue
    const { marks, name } = flag.definition
    if (marks.includes('windows')) {
      const { osType } = await command.cli.serverInfo()
      if (osType !== '' && osType !== 'windows')
        errors.push(
          `"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on ${osType}`,
        )
    }
    if (marks.includes('experimental') && !(await command.cli.serverInfo()).experimental)
      errors.push(`"--${name}" is only supported on a Docker daemon with experimental features enabled`)
  }
  return errors.length === 0 ? null : errors.join('\n')
}

/** Before help: what the engine does not support is not shown. */
export async function hideUnsupported(command: Command): Promise<void> {
  const server = await command.cli.serverInfo()
  const inactive = server.swarm !== null && server.swarm.startsWith('inactive')
  const manager = server.swarm === null || server.swarm.endsWith('/manager')
  const wrongSwarm = (need: string | undefined): boolean =>
    server.swarm !== null && (need === 'manager' ? !manager : need === 'active' && inactive)
  for (const flag of command.flags.all()) {
    const { marks } = flag.definition
    if (
      (marks.includes('experimental') && !server.experimental) ||
      (marks.includes('windows') && server.osType !== '' && server.osType !== 'windows') ||
      (marks.includes('swarm') && wrongSwarm('manager'))
    )
      flag.hiddenNow = true
  }
  for (const child of command.commands)
    if ((child.spec.experimental && !server.experimental) || wrongSwarm(child.spec.swarm)) child.hiddenNow = true
}
