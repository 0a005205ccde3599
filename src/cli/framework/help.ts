/** The help text of a command (cli/cobra.go's usage template). */
import type { Command } from './command.ts'
import { flagUsages } from './usages.ts'

const MIN_NAME_PADDING = 11

function aliasLine(command: Command): string | null {
  const { aliasText, aliases } = command.spec
  if (aliasText !== undefined) return aliasText
  if (!aliases || aliases.length === 0) return null
  const parent = command.parent ? `${command.parent.path} ` : ''
  return [command.path, ...aliases.map((alias) => parent + alias)].join(', ')
}

const isExperimental = (command: Command): boolean =>
  (command.spec.experimentalCli ?? false) || (command.parent !== null && isExperimental(command.parent))

/** `width`: columns of the terminal. `bold` marks the closing hint, as on a terminal. */
export function helpText(command: Command, width: number, bold = false): string {
  const { spec } = command
  const isRoot = command.parent === null
  const options = command.flags.hasAvailable()
  const usages = (): string => flagUsages(command.flags, width - 1).trimEnd()
  const available = command.commands.filter((child) => child.isAvailable)
  const isTop = (child: Command): boolean => isRoot && child.spec.top !== undefined
  const management = available.filter((child) => child.isGroup || child.spec.plugin)
  const sections: [title: string, commands: Command[]][] = [
    [
      'Common Commands',
      available.filter((child) => isTop(child) && !child.spec.plugin).sort((a, b) => a.spec.top! - b.spec.top!),
    ],
    ['Management Commands', management.filter((child) => child.spec.swarm === undefined)],
    ['Swarm Commands', management.filter((child) => child.spec.swarm !== undefined)],
    ['Commands', available.filter((child) => !child.isGroup && !child.spec.plugin && !isTop(child))],
  ]
  const padding = Math.max(MIN_NAME_PADDING, ...command.commands.map((child) => child.name.length))
  const parts: string[] = []
  parts.push(
    command.isGroup ? `Usage:  ${command.path}${options ? ' [OPTIONS]' : ''} COMMAND` : `Usage:  ${command.useLine}`,
  )
  parts.push((spec.long ?? spec.short).trim())
  if (isExperimental(command))
    parts.push(`EXPERIMENTAL:
  ${command.path} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`)
  const aliases = aliasLine(command)
  if (aliases !== null) parts.push(`Aliases:\n  ${aliases}`)
  if (spec.example !== undefined) parts.push(`Examples:\n${spec.example}`)
  if (!isRoot && options) parts.push(`Options:\n${usages()}`)
  for (const [title, commands] of sections) {
    if (commands.length === 0) continue
    const rows = commands.map(
      (child) => `  ${`${child.name}${child.spec.plugin ? '*' : ''}`.padEnd(padding)} ${child.spec.short}`,
    )
    parts.push(`${title}:\n${rows.join('\n')}`)
  }
  if (isRoot && options) parts.push(`Global Options:\n${usages()}`)
  if (command.isGroup) parts.push(`Run '${command.path} COMMAND --help' for more information on a command.`)
  if (spec.additionalHelp !== undefined) parts.push(bold ? `\x1b[1m${spec.additionalHelp}\x1b[0m` : spec.additionalHelp)
  return `${parts.join('\n\n')}\n`
}
