/** One shell process: its variables, options, functions and jobs, and how it words its complaints. A subshell is a clone on the child's Sys. */
import type { CommandObserver } from './observer.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { Dialect } from '../dialect.ts'
import type { Termios } from '../../../base/abi/termios.ts'
import type { Command, FunctionDefinition } from '../syntax/ast.ts'
import { printCommand } from '../syntax/print.ts'
import { toBytes } from '../text/bytes.ts'
import { IndexedArray } from './arrays.ts'
import { JobTable } from './jobs.ts'
import { SHOPTS } from './options.ts'
import { Variables } from './variables.ts'

export interface ShellFunction {
  readonly definition: FunctionDefinition
  /** BASH_SOURCE: the file it was read from; 'main' (standard input) or 'environment' (-c). */
  readonly source: string
  exported?: boolean
}
export interface CallFrame {
  /** FUNCNAME: a function's name, or 'source'. */
  readonly name: string
  readonly source: string
  /** Line of the call. */
  readonly line: number
  readonly isSource?: boolean
}
/** What of a shell the interactive part adds; clones do not have it. */
export interface Interactive {
  history: { readonly lines: string[]; base: number }
  tty: Fd
}

export class Shell {
  sys: Sys
  readonly dialect: Dialect
  vars = new Variables()
  functions = new Map<string, ShellFunction>()
  aliases = new Map<string, string>()
  options = new Set<string>()
  shopts = new Map<string, boolean>(Object.entries(SHOPTS))
  status = 0
  pipestatus: number[] = [0]
  positional: string[] = []
  /** $0 */
  arg0: string
  /** What messages begin with outside functions and scripts. */
  shellName: string
  /** How commands come in: 's' standard input, 'c' string, 'f' file. */
  readonly inputKind: 's' | 'c' | 'f'
  interactive = false
  login = false
  posix = false
  restricted = false
  /** Line of the command being run. */
  line = 1
  /** Added to the lines of commands: text that runs elsewhere than where it was read. */
  lineOffset = 0
  /** Line of the function that runs; 0 outside. */
  functionLine = 0
  /** Line up to which input was read: where an eval's text begins. */
  inputLine = 1
  /** Command being run, for BASH_COMMAND and builtins' messages. */
  builtinName = ''
  /** dash, ash: the eval or sourced file whose commands run, which their messages name. */
  textName = ''
  calls: CallFrame[] = []
  /** Greater than 0 where a failing command does not end the shell (set -e). */
  noErrexit = 0
  loopDepth = 0
  functionDepth = 0
  sourceDepth = 0
  subshellLevel = 0
  /** $$: of the main shell. */
  readonly shellPid: number
  lastBackground: number | undefined
  lastArgument = ''
  lastSubstitution: number | undefined
  hash = new Map<string, { path: string; hits: number }>()
  directories: string[] = []
  jobs = new JobTable()
  /** Trap commands by condition: 'EXIT', 'INT', 'ERR' … ; '' ignores. */
  traps = new Map<string, string>()
  /** In a subshell: the parent's traps, which `trap` still lists until one is set. */
  inheritedTraps: Map<string, string> | null = null
  /** Signals ignored when the shell began: they cannot be trapped. */
  ignoredAtStart = new Set<number>()
  pendingSignals: number[] = []
  /** PWD as the shell tracks it: with the names of symbolic links. */
  logicalCwd: string | undefined
  /** "There are stopped jobs." was said; counts down at each command. */
  exitWarned = 0
  interrupted = false
  /** A fatal signal that must wait for the EXIT trap. */
  terminating = 0
  /** Terminal modes to go back to after a job. */
  termios: Termios | undefined
  /** The command being run, for BASH_COMMAND. */
  currentCommand: Command | undefined
  runningTrap = false
  /** Controlling terminal when job control is on. */
  tty: Fd | undefined
  originalPgid = 0
  getoptsAt = 1
  getoptsOffset = 0
  startedAt: number
  secondsBase = 0
  ticks = 0
  umaskSymbolic = false
  inSubstitution = false
  jobControlChild = false
  /** Descriptors of process substitutions to close after the command. */
  substitutionFds: Fd[] = []
  historyLines: string[] = []
  historyBase = 1
  /** How many of the lines are in HISTFILE. */
  historySaved = 0
  commandNumber = 1
  /** Lines that an interactive shell has read. */
  linesRead = 0
  completions = new Map<string, string>()
  disabledBuiltins = new Set<string>()
  exiting = false
  /** `kill` was the last thing done: its victims' ends are not known yet. */
  justKilled = false
  /** SIGHUP came: leave at the next prompt. */
  pendingHangup = false
  /** What the shell program was called, whatever $0 is now. */
  readonly bashName: string
  xtraceDepth = 1
  /** BusyBox applets by name, when this shell is part of busybox. */
  applets: ReadonlySet<string> | undefined
  /** Told of each line that ran at the prompt. */
  observer: CommandObserver | undefined
  /** Environment entries that are no variables; programs still get them. */
  foreignEnvironment: [string, string][] = []

  constructor(sys: Sys, dialect: Dialect, options: { arg0: string; inputKind: 's' | 'c' | 'f'; shellName: string }) {
    this.sys = sys
    this.dialect = dialect
    this.arg0 = options.arg0
    this.shellName = options.shellName
    this.bashName = (sys.argv[0] ?? options.shellName).replace(/^-/, '')
    this.inputKind = options.inputKind
    this.shellPid = sys.pid
    this.startedAt = sys.now()
  }

  get(name: string): string | undefined {
    return this.vars.text(name)
  }
  opt(name: string): boolean {
    return this.options.has(name)
  }
  shopt(name: string): boolean {
    return this.shopts.get(name) ?? false
  }
  get patternOptions(): { extglob: boolean; ignoreCase: boolean } {
    return { extglob: this.dialect.bash && this.shopt('extglob'), ignoreCase: this.shopt('nocasematch') }
  }

  /** A copy for a child process; `sys` is set when the child runs. */
  clone(): Shell {
    const copy = Object.create(Shell.prototype) as Shell
    Object.assign(copy, this)
    copy.vars = this.vars.clone()
    copy.functions = new Map(this.functions)
    copy.aliases = new Map(this.aliases)
    copy.options = new Set(this.options)
    copy.shopts = new Map(this.shopts)
    copy.pipestatus = [...this.pipestatus]
    copy.positional = [...this.positional]
    copy.calls = [...this.calls]
    copy.hash = new Map(this.hash)
    copy.directories = [...this.directories]
    copy.jobs = this.jobs.clone()
    copy.traps = new Map(this.traps)
    copy.ignoredAtStart = new Set(this.ignoredAtStart)
    copy.pendingSignals = []
    copy.substitutionFds = []
    copy.historyLines = [...this.historyLines]
    copy.disabledBuiltins = new Set(this.disabledBuiltins)
    copy.subshellLevel = this.subshellLevel + 1
    return copy
  }

  // ---- messages

  /** bash's line_number between simple commands: where the function began, or up to where input was read. */
  get blockLine(): number {
    return this.dialect.bash ? (this.functionDepth ? this.functionLine : this.inputLine) : this.line
  }

  /** What bash calls itself in a message: the script or function's file, else the shell. */
  private errorName(): string {
    if (this.interactive) return this.shellName
    const frame = this.calls.at(-1)
    if (frame && frame.source) return frame.source
    return this.inputKind === 'f' ? this.arg0 : this.shellName
  }
  /** "bash: line 1: ", "sh: 1: ", "sh: " */
  prefix(line = this.line): string {
    if (this.dialect.bash)
      return this.interactive ? `${this.errorName()}: ` : `${this.errorName()}: line ${Math.max(1, line)}: `
    const within = this.textName ? `${this.textName}: ` : ''
    if (this.dialect.name === 'dash') return `${this.shellName}: ${Math.max(1, line)}: ${within}`
    return `${this.shellName}: ${within}${this.ashLine(within !== '', line)}`
  }
  /** ash tells the line in scripts and where a builtin speaks; a -c string's first line is 0. */
  private ashLine(within: boolean, line: number): string {
    if (this.interactive || !(within || this.inputKind === 'f')) return ''
    return `line ${this.inputKind === 'c' && !this.sourceDepth ? line - 1 : line}: `
  }
  /** Writes to standard error; a closed one is no matter. */
  async stderr(text: string): Promise<void> {
    try {
      await this.sys.write(2, toBytes(text))
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  /** A message with the shell's prefix. */
  async complain(text: string, line = this.line): Promise<void> {
    await this.stderr(`${this.prefix(line)}${text}\n`)
  }
  /** A builtin's message: with its name. In ash the line stands after it. */
  async complainAs(name: string, text: string): Promise<void> {
    if (this.dialect.name === 'ash') {
      await this.stderr(`${this.shellName}: ${name}: ${this.ashLine(true, this.line)}${text}\n`)
    } else if (this.dialect.name === 'dash')
      await this.stderr(`${this.shellName}: ${Math.max(1, this.line)}: ${name}: ${text}\n`)
    else await this.stderr(`${this.prefix()}${name}: ${text}\n`)
  }
  async write(text: string): Promise<void> {
    if (text) await this.sys.write(1, toBytes(text))
  }

  commandText(): string {
    return this.currentCommand ? printCommand(this.currentCommand) : ''
  }
  /** $BASH: the path this shell was started by. */
  bashPath(): string {
    return this.sys.exe
  }
  /** What BusyBox's library functions call this program. */
  get appletName(): string {
    return this.bashName.replace(/^.*\//, '')
  }
  arrayVariable(name: string, values: readonly string[]): void {
    this.vars.set(name, { value: undefined, array: IndexedArray.of(values) })
  }
}
