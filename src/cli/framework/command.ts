/** cobra's command tree, as data (CommandSpec) and as nodes made of it when they are needed (Command). */
import type { Cli } from './cli.ts'
import { Flag, FlagSet, parseFlagDefinitions } from './flag-set.ts'
import { scalar, parseBool, type FlagValueFactory } from './flag-values.ts'
import type { ArgsRule } from './args.ts'

export interface Invocation {
  readonly cli: Cli
  readonly command: Command
  readonly flags: FlagSet
  readonly args: readonly string[]
}
/** Candidates for completion, "name" or "name\tdescription", and whether the shell may add file names. */
export interface Completion {
  candidates: readonly string[]
  /** cobra's ShellCompDirective: 0 default (files), 2 no space, 4 no files, 16 directories only. */
  directive: number
}
export type Completer = (invocation: Invocation, toComplete: string) => Promise<Completion> | Completion

export interface CommandSpec {
  /** "run [OPTIONS] IMAGE [COMMAND] [ARG...]": its first word is the name. */
  use: string
  short: string
  long?: string
  example?: string
  /** Below everything else in help. */
  additionalHelp?: string
  /** Other names at the same place. */
  aliases?: readonly string[]
  /** The "Aliases:" line of help, where it is not made of the names. */
  aliasText?: string
  args: ArgsRule
  /** See parseFlagDefinitions. A function where defaults depend on the environment. */
  flags?: string | ((cli: Cli) => string)
  /** Flags that the commands below have too. */
  persistentFlags?: string | ((cli: Cli) => string)
  values?: Readonly<Record<string, FlagValueFactory>>
  /** Whether flags may follow arguments; true unless told. */
  interspersed?: boolean
  hidden?: boolean
  /** Position among "Common Commands" of the root's help. */
  top?: number
  /** Swarm commands are listed apart and hidden by the state of the node. */
  swarm?: 'any' | 'active' | 'manager'
  experimental?: boolean
  /** The command line itself is experimental: help says so, for the commands below too. */
  experimentalCli?: boolean
  /** The command is a plugin's: marked with an asterisk in help. */
  plugin?: boolean
  sub?: readonly CommandSpec[]
  run?: (invocation: Invocation) => Promise<void> | void
  /** Of its arguments; without one cobra's default, file names. */
  complete?: Completer
  /** Takes the completion of what follows over, printing included; its exit status. */
  completeBy?: (cli: Cli, request: string, words: readonly string[]) => Promise<number>
  /** Of its flags' values; `'*'` is for all that are not named. */
  completeFlags?: Readonly<Record<string, Completer>>
}

const HELP_FLAG = parseFlagDefinitions('[hidden shorthand-deprecated] -h, --help  Print usage')[0]!

export class Command {
  readonly spec: CommandSpec
  readonly parent: Command | null
  readonly cli: Cli
  /** Hidden because the engine does not support it. */
  hiddenNow = false
  private children: Command[] | null = null
  private flagSet: FlagSet | null = null
  /** The root's --help, shared by all commands below that have none of their own. */
  private readonly helpFlag: Flag

  constructor(spec: CommandSpec, parent: Command | null, cli: Cli) {
    this.spec = spec
    this.parent = parent
    this.cli = cli
    this.helpFlag = parent ? parent.helpFlag : new Flag(HELP_FLAG, scalar(false, parseBool)())
  }
  get name(): string {
    return this.spec.use.split(' ', 1)[0]!
  }
  get root(): Command {
    return this.parent ? this.parent.root : this
  }
  /** "docker container run" */
  get path(): string {
    return this.parent ? `${this.parent.path} ${this.name}` : this.name
  }
  get useLine(): string {
    return this.parent ? `${this.parent.path} ${this.spec.use}` : this.spec.use
  }
  /** By name. */
  get commands(): readonly Command[] {
    this.children ??= (this.spec.sub ?? [])
      .map((spec) => new Command(spec, this, this.cli))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    return this.children
  }
  /** Adds a command that is not part of the definition. */
  adopt(spec: CommandSpec): void {
    this.children = [...this.commands, new Command(spec, this, this.cli)].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  get flags(): FlagSet {
    if (this.flagSet) return this.flagSet
    const { flags, values, interspersed } = this.spec
    const text = typeof flags === 'function' ? flags(this.cli) : (flags ?? '')
    const set = new FlagSet().define(parseFlagDefinitions(text), values)
    set.interspersed = interspersed ?? true
    for (const flag of this.inherited()) set.add(flag)
    set.add(this.helpFlag)
    this.flagSet = set
    return set
  }
  private persistent: FlagSet | null = null
  /** The persistent flags of this command and of those above, as objects that are shared with them. */
  private inherited(): Flag[] {
    const { persistentFlags } = this.spec
    if (persistentFlags !== undefined) {
      const text = typeof persistentFlags === 'function' ? persistentFlags(this.cli) : persistentFlags
      this.persistent ??= new FlagSet().define(parseFlagDefinitions(text), this.spec.values)
    }
    return [...(this.persistent?.all() ?? []), ...(this.parent?.inherited() ?? [])]
  }
  /** As completion lists them: those of the commands above first. */
  completionFlags(): Flag[] {
    const above = new Set((this.parent?.inherited() ?? []).map((flag) => flag.name))
    const all = this.flags.all()
    return [...all.filter((flag) => above.has(flag.name)), ...all.filter((flag) => !above.has(flag.name))]
  }
  /** Whether `word` names this command. */
  answersTo(word: string): boolean {
    return this.name === word || (this.spec.aliases?.includes(word) ?? false)
  }
  child(word: string): Command | undefined {
    return this.commands.find((command) => command.answersTo(word))
  }
  get isAvailable(): boolean {
    return (
      !this.spec.hidden &&
      !this.hiddenNow &&
      (this.spec.run !== undefined || this.commands.some((command) => command.isAvailable))
    )
  }
  /** Whether it groups others. */
  get isGroup(): boolean {
    return this.spec.sub !== undefined
  }
}

/**
 * cobra's Traverse: the command that the arguments name, and the arguments left for it. Flags of the commands on the way are parsed there.
 * Throws FlagError.
 */
export function traverse(start: Command, args: readonly string[]): { command: Command; args: readonly string[] } {
  const before: string[] = []
  let inFlag = false
  const { flags } = start
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg.startsWith('--') && !arg.includes('=')) {
      inFlag = !(flags.lookup(arg.slice(2))?.isBool ?? false)
      before.push(arg)
    } else if (arg.startsWith('-') && !arg.includes('=') && arg.length === 2 && !flags.shorthand(arg[1]!)?.isBool) {
      inFlag = true
      before.push(arg)
    } else if (inFlag) {
      inFlag = false
      before.push(arg)
    } else if (arg.startsWith('-') && arg.length > 1) {
      before.push(arg)
    } else {
      const next = start.child(arg)
      if (!next) return { command: start, args }
      flags.parse(before)
      return traverse(next, args.slice(i + 1))
    }
  }
  return { command: start, args }
}
