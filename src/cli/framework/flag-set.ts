/**
 * pflag: a command's flags and how arguments are parsed with them. Flags are defined in the words of their own help text, one a line:
 *
 *   -a, --attach list   Attach to STDIN, STDOUT or STDERR
 *       --read-only     Mount the container's root filesystem as read only
 *       --restart string  Restart policy to apply when a container exits (default "no")
 *   [hidden alias=network] --net network  Connect a container to a network
 *
 * No type word means bool. "(default …)" at the end is what help shows; a value other than the type's zero is also the default. A line that
 * begins with "|" continues the text above. Marks in brackets: hidden, alias=NAME (shares the value), windows, swarm, experimental,
 * deprecated: TEXT.
 */
import { quote } from '../../base/go/quote.ts'
import { FlagError } from './errors.ts'
import { FLAG_TYPES, listOf, type FlagValue, type FlagValueFactory } from './flag-values.ts'

export interface FlagDefinition {
  name: string
  shorthand: string
  /** The type word of help; '' = bool. */
  varname: string
  /** Without the default. */
  usage: string
  /** What stands in "(default …)", or null. */
  defaultText: string | null
  hidden: boolean
  alias: string | null
  deprecated: string | null
  shorthandDeprecated: string | null
  marks: readonly string[]
}
export class Flag {
  readonly definition: FlagDefinition
  readonly value: FlagValue
  changed = false
  /** The engine does not support it. */
  hiddenNow = false
  constructor(definition: FlagDefinition, value: FlagValue) {
    this.definition = definition
    this.value = value
  }
  get name(): string {
    return this.definition.name
  }
  get hidden(): boolean {
    return this.hiddenNow || this.definition.hidden
  }
  get isBool(): boolean {
    return this.definition.varname === ''
  }
}

const LINE = /^(?:\[([^\]]*)\]\s*)?(?:-(\S), )?--([\w-]+)(?: (\S+))?(?:\s{2,}(.*))?$/
/** Whether "(default …)" is pflag's own word: a value of the flag's type that is not its zero. The texts have some in their own words. */
function isDefault(varname: string, text: string): boolean {
  if (varname === '') return text === 'true'
  if (varname === 'string') return /^".+"$/.test(text)
  if (['int', 'uint', 'uint16', 'float'].includes(varname)) return /^-?[\d.]+$/.test(text) && Number(text) !== 0
  if (varname === 'duration') return /^[\d.]+[a-zµ]/.test(text) && text !== '0s'
  return true
}
const parsed = new Map<string, readonly FlagDefinition[]>()
export function parseFlagDefinitions(text: string): readonly FlagDefinition[] {
  const cached = parsed.get(text)
  if (cached) return cached
  const out: FlagDefinition[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '') continue
    if (line.startsWith('|')) {
      out.at(-1)!.usage += `\n${line.slice(1)}`
      continue
    }
    const match = LINE.exec(line)
    if (!match) throw new Error(`not a flag definition: ${line}`)
    const [, bracket = '', shorthand = '', name, varname = '', usage = ''] = match
    const deprecated = /deprecated: (.*)$/.exec(bracket)
    const marks = bracket
      .replace(/deprecated: .*$/, '')
      .split(' ')
      .filter((mark) => mark !== '')
    out.push({
      name: name!,
      shorthand,
      varname,
      usage,
      defaultText: null,
      hidden: marks.includes('hidden') || deprecated !== null,
      alias: marks.find((mark) => mark.startsWith('alias='))?.slice(6) ?? null,
      deprecated: deprecated?.[1] ?? null,
      shorthandDeprecated: marks.includes('shorthand-deprecated') ? 'use --help' : null,
      marks,
    })
  }
  for (const definition of out) {
    const match = /^([\s\S]*?)\s*\(default (.*)\)$/.exec(definition.usage)
    if (!match) continue
    const [, usage = '', text = ''] = match
    // A default from the environment that is not set.
    const empty = definition.varname === 'string' && text === '""'
    if (!empty && !isDefault(definition.varname, text)) continue
    definition.usage = usage
    if (!empty) definition.defaultText = text
  }
  parsed.set(text, out)
  return out
}

/** "(default …)" → what the flag has when it is not set. */
function initial(definition: FlagDefinition, value: FlagValue): FlagValue {
  const text = definition.defaultText
  if (text === null || text === '[]' || text === 'map[]') return value
  if (definition.varname === 'strings' || definition.varname === 'list') return value
  value.set(text.startsWith('"') ? text.slice(1, -1) : text)
  return value
}

export class FlagSet {
  private readonly byName = new Map<string, Flag>()
  private readonly byShorthand = new Map<string, Flag>()
  /** What is left when the flags are taken out. */
  args: string[] = []
  /** How many arguments came before "--"; -1 without one. */
  argsLengthAtDash = -1
  interspersed = true
  /** Where notices about deprecated flags go. */
  notice: (text: string) => void = () => {}

  define(definitions: readonly FlagDefinition[], factories: Readonly<Record<string, FlagValueFactory>> = {}): this {
    const values = new Map<string, FlagValue>()
    const valueOf = (definition: FlagDefinition): FlagValue => {
      const known = values.get(definition.name)
      if (known) return known
      const target =
        definition.alias === null ? undefined : definitions.find((other) => other.name === definition.alias)
      const value = target
        ? valueOf(target)
        : initial(definition, (factories[definition.name] ?? FLAG_TYPES[definition.varname] ?? listOf())())
      values.set(definition.name, value)
      return value
    }
    for (const definition of definitions) this.add(new Flag(definition, valueOf(definition)))
    return this
  }
  add(flag: Flag): void {
    if (this.byName.has(flag.name)) return
    this.byName.set(flag.name, flag)
    if (flag.definition.shorthand !== '') this.byShorthand.set(flag.definition.shorthand, flag)
  }
  lookup(name: string): Flag | undefined {
    return this.byName.get(name)
  }
  shorthand(letter: string): Flag | undefined {
    return this.byShorthand.get(letter)
  }
  /** In the order of their names. */
  all(): Flag[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  hasAvailable(): boolean {
    for (const flag of this.byName.values()) if (!flag.hidden) return true
    return false
  }

  // ---- reading
  private get(name: string): Flag {
    const flag = this.byName.get(name)
    if (!flag) throw new Error(`flag ${name} is not defined`)
    return flag
  }
  value<T>(name: string): T {
    return this.get(name).value.get() as T
  }
  bool(name: string): boolean {
    return this.value<boolean>(name)
  }
  string(name: string): string {
    return this.value<string>(name)
  }
  number(name: string): number {
    return this.value<number>(name)
  }
  list(name: string): string[] {
    return this.value<string[]>(name)
  }
  map(name: string): Record<string, string> {
    return this.value<Record<string, string>>(name)
  }
  changed(name: string): boolean {
    return this.byName.get(name)?.changed ?? false
  }

  // ---- parsing
  /** Throws FlagError. */
  parse(args: readonly string[]): void {
    this.args = []
    this.argsLengthAtDash = -1
    const rest = [...args]
    while (rest.length > 0) {
      const arg = rest.shift()!
      if (!arg.startsWith('-') || arg === '-') {
        this.args.push(arg)
        if (!this.interspersed) {
          this.args.push(...rest)
          return
        }
      } else if (arg === '--') {
        this.argsLengthAtDash = this.args.length
        this.args.push(...rest)
        return
      } else if (arg.startsWith('--')) this.long(arg, rest)
      else this.short(arg.slice(1), rest)
    }
  }
  private long(arg: string, rest: string[]): void {
    const body = arg.slice(2)
    if (body.startsWith('-') || body.startsWith('=')) throw new FlagError(`bad flag syntax: ${arg}`)
    const at = body.indexOf('=')
    const name = at < 0 ? body : body.slice(0, at)
    const flag = this.byName.get(name)
    if (!flag) throw new FlagError(`unknown flag: --${name}`)
    if (at >= 0) this.set(flag, body.slice(at + 1))
    else if (flag.isBool) this.set(flag, 'true')
    else if (rest.length > 0) this.set(flag, rest.shift()!)
    else throw new FlagError(`flag needs an argument: ${arg}`)
  }
  private short(letters: string, rest: string[]): void {
    let left = letters
    while (left !== '') {
      const letter = left[0]!
      const flag = this.byShorthand.get(letter)
      if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in -${left}`)
      const after = left.slice(1)
      let value: string
      if (left.length > 2 && after.startsWith('=')) {
        value = after.slice(1)
        left = ''
      } else if (flag.isBool) {
        value = 'true'
        left = after
      } else if (after !== '') {
        value = after
        left = ''
      } else if (rest.length > 0) {
        value = rest.shift()!
        left = ''
      } else throw new FlagError(`flag needs an argument: '${letter}' in -${left}`)
      if (flag.definition.shorthandDeprecated !== null)
        this.notice(`Flag shorthand -${letter} has been deprecated, ${flag.definition.shorthandDeprecated}\n`)
      this.set(flag, value)
    }
  }
  /** Throws FlagError: invalid argument "x" for "-p, --publish" flag: reason. */
  set(flag: Flag, text: string): void {
    const { name, shorthand, shorthandDeprecated, deprecated } = flag.definition
    try {
      flag.value.set(text)
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      const shown = shorthand !== '' && shorthandDeprecated === null ? `-${shorthand}, --${name}` : `--${name}`
      throw new FlagError(`invalid argument ${quote(text)} for ${quote(shown)} flag: ${error.message}`)
    }
    flag.changed = true
    if (deprecated !== null) this.notice(`Flag --${name} has been deprecated, ${deprecated}\n`)
  }
}
