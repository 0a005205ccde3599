/** cobra's completion protocol: `docker __complete run --net ""` prints candidates, a directive and a note on standard error. */
import { ApiError, ConnectionError } from '../../api/client/index.ts'
import type { Cli } from './cli.ts'
import { traverse, type Command, type CommandSpec, type Completer, type Completion } from './command.ts'
import { CommandError, FlagError } from './errors.ts'
import type { Flag } from './flag-set.ts'

const REQUEST = '__complete'
const REQUEST_PLAIN = '__completeNoDesc'
export const isCompletion = (word: string): boolean => word === REQUEST || word === REQUEST_PLAIN

export const DEFAULT = 0
export const NO_SPACE = 2
export const NO_FILES = 4
export const DIRECTORIES = 16
const NAMES: readonly [number, string][] = [
  [1, 'ShellCompDirectiveError'],
  [NO_SPACE, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
  [8, 'ShellCompDirectiveFilterFileExt'],
  [DIRECTORIES, 'ShellCompDirectiveFilterDirs'],
  [32, 'ShellCompDirectiveKeepOrder'],
]
const directiveName = (directive: number): string =>
  NAMES.filter(([bit]) => (directive & bit) !== 0)
    .map(([, name]) => name)
    .join(', ') || 'ShellCompDirectiveDefault'

/** No candidates, and no file names either. */
export const nothing: Completer = () => ({ candidates: [], directive: NO_FILES })
/** As `nothing`, as plugins say it. */
export const noWords: Completer = () => ({ candidates: [], directive: NO_SPACE })
export const fixed =
  (candidates: readonly string[]): Completer =>
  () => ({ candidates, directive: NO_FILES })

export async function complete(cli: Cli, root: Command, args: readonly string[]): Promise<number> {
  const plain = args[0] === REQUEST_PLAIN
  const words = args.slice(1)
  if (words.length === 0) throw new CommandError('requires at least 1 arg(s), only received 0')
  const by = delegate(root, words)
  if (by) return by.completeBy(cli, args[0]!, by.words)
  const { candidates, directive, error } = await candidatesFor(cli, root, words)
  const lines = candidates.map((candidate) => {
    const text = plain ? candidate.split('\t')[0]! : candidate
    return text.split('\n')[0]!.trim()
  })
  await cli.out.write([...lines, `:${directive}`].map((line) => `${line}\n`).join(''))
  if (error !== undefined) await cli.err.line(`[Debug] [Error] ${error}`)
  await cli.err.line(`Completion ended with directive: ${directiveName(directive)}`)
  return 0
}

/** A command among `words` that completes by itself, and the words after it. */
function delegate(root: Command, words: readonly string[]): { completeBy: Delegate; words: readonly string[] } | null {
  try {
    const { command, args } = traverse(root, words.slice(0, -1))
    const { completeBy } = command.spec
    return completeBy ? { completeBy, words: [...args, words.at(-1)!] } : null
  } catch (error) {
    if (error instanceof FlagError) return null
    throw error
  }
}
type Delegate = NonNullable<CommandSpec['completeBy']>

export async function candidatesFor(
  cli: Cli,
  root: Command,
  words: readonly string[],
): Promise<Completion & { error?: string }> {
  let toComplete = words.at(-1)!
  const before = words.slice(0, -1)
  let command: Command
  let args: readonly string[]
  try {
    const found = traverse(root, before)
    command = found.command
    args = found.args
    // Unlike Traverse, cobra's look-up of a subcommand that does not exist is an error here.
    const word = args.find((arg) => !arg.startsWith('-'))
    if (command === root && word !== undefined) return { candidates: [], directive: DEFAULT }
  } catch (error) {
    if (error instanceof FlagError) return { candidates: [], directive: DEFAULT, error: error.message }
    throw error
  }
  const { flags } = command

  // Is it a flag's value?
  let flagName = ''
  let rest = [...args]
  if (toComplete.startsWith('-')) {
    const equals = toComplete.indexOf('=')
    if (equals >= 0) {
      flagName = toComplete.slice(0, equals).replace(/^--?/, '')
      toComplete = toComplete.slice(equals + 1)
    }
  } else {
    const previous = rest.at(-1)
    if (previous !== undefined && /^-./.test(previous) && previous !== '--' && !previous.includes('=')) {
      const name = previous.startsWith('--') ? previous.slice(2) : previous.at(-1)!
      const flag = previous.startsWith('--') ? flags.lookup(name) : flags.shorthand(name)
      if (!flag || !flag.isBool) {
        flagName = name
        rest = rest.slice(0, -1)
      }
    }
  }
  let flag: Flag | undefined
  let unknown = false
  if (flagName !== '') {
    flag = flags.lookup(flagName) ?? (flagName.length === 1 ? flags.shorthand(flagName) : undefined)
    unknown = flag === undefined
  }
  try {
    flags.parse([...rest, '--'])
    const withDash = flags.args.length
    flags.parse(rest)
    // "--" counted as an argument: flags are over.
    if (withDash > flags.args.length) flag = undefined
    else if (unknown) return { candidates: [], directive: DEFAULT }
    const flagCompletion = withDash <= flags.args.length
    if (flags.lookup('help')?.changed || flags.lookup('version')?.changed)
      return { candidates: [], directive: NO_FILES }
    const invocation = { cli, command, flags, args: flags.args }
    if (!flag && toComplete.startsWith('-') && !toComplete.includes('=') && flagCompletion)
      return { candidates: flagNames(command, toComplete), directive: NO_FILES }

    const candidates: string[] = []
    let directive = DEFAULT
    if (!flag && flags.args.length === 0) {
      for (const child of command.commands) {
        if (!child.isAvailable && !(child.name === 'help' && child.parent === command.root)) continue
        directive = NO_FILES
        if (child.name.startsWith(toComplete)) candidates.push(`${child.name}\t${child.spec.short}`)
      }
    }
    const { completeFlags } = command.spec
    const completer = flag ? (completeFlags?.[flag.name] ?? completeFlags?.['*']) : command.spec.complete
    if (!completer) return { candidates, directive }
    const more = await quietly(() => completer(invocation, toComplete))
    return { candidates: [...candidates, ...more.candidates], directive: more.directive }
  } catch (error) {
    if (error instanceof FlagError) return { candidates: [], directive: DEFAULT, error: error.message }
    throw error
  }
}
/** A completer that cannot reach the engine has nothing to say. */
async function quietly(run: () => Promise<Completion> | Completion): Promise<Completion> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ApiError || error instanceof ConnectionError || error instanceof CommandError)
      return { candidates: [], directive: 1 }
    throw error
  }
}

/** Flags that fit, the inherited ones first; those that are set already only when they may repeat. */
function flagNames(command: Command, prefix: string): string[] {
  const out: string[] = []
  const repeats = new Set(['strings', 'stringArray'])
  for (const flag of command.completionFlags()) {
    const { name, shorthand, usage, varname, hidden } = flag.definition
    if (hidden || (flag.changed && !repeats.has(varname))) continue
    if (`--${name}`.startsWith(prefix)) out.push(`--${name}\t${usage}`)
    if (shorthand !== '' && `-${shorthand}`.startsWith(prefix)) out.push(`-${shorthand}\t${usage}`)
  }
  return out
}
