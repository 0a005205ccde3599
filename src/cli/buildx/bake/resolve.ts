/** Which targets are asked for, with what they inherit and what --set says (buildx bake/bake.go ReadTargets). */
import { matchPath } from '../../../base/go/filepath.ts'
import { quote as goQuote } from '../../../base/go/quote.ts'
import { CommandError } from '../../framework/errors.ts'
import { emptyTarget, unique, type Config, type Group, type Target } from './model.ts'
import { applyOverrides, mergeInto, normalize, type Override } from './target.ts'

export interface Resolved {
  targets: Map<string, Target>
  groups: Map<string, Group>
}
type Overrides = ReadonlyMap<string, ReadonlyMap<string, Override>>
/** Names of services may have dots, names of targets not. */
export const sanitizeName = (name: string): string => name.replaceAll('.', '_')
const matches = (pattern: string, name: string): boolean => matchPath(pattern, name) === true

/** Throws CommandError. */
export function readTargets(
  config: Config,
  names: readonly string[],
  sets: readonly string[],
  env: (name: string) => string | undefined,
): Resolved {
  const wanted = unique(names.map(sanitizeName).flatMap((name) => matchNames(config, name)))
  const overrides = parseOverrides(config, sets, env)
  const resolved: Resolved = { targets: new Map(), groups: new Map() }
  for (const name of wanted) {
    const found = expandGroup(config, name, new Map())
    for (const target of unique(found.targets))
      if (!resolved.targets.has(target)) resolved.targets.set(target, resolveTarget(config, target, overrides))
    for (const group of unique(found.groups)) {
      const known = config.groups.find((each) => each.name === group)
      if (known && !resolved.groups.has(group)) resolved.groups.set(group, { ...known, targets: [...known.targets] })
    }
  }
  for (const name of wanted) {
    const group = resolved.groups.get('default')
    if (group && name === 'default') continue
    if (group) group.targets.push(name)
    else resolved.groups.set('default', { name: 'default', description: '', targets: [name] })
  }
  const group = resolved.groups.get('default')
  if (group) group.targets = unique(group.targets).sort()
  for (const [name, target] of [...resolved.targets]) loadLinks(config, name, target, resolved.targets, overrides, [])
  return resolved
}
function matchNames(config: Config, pattern: string): string[] {
  if (!/[*?[\]]/.test(pattern)) return [pattern]
  const names = [...config.groups, ...config.targets].map(({ name }) => name).filter((name) => matches(pattern, name))
  if (names.length === 0) throw new CommandError(`could not find any target matching ${goQuote(pattern)}`)
  return names
}
function expandTargets(config: Config, pattern: string): string[] {
  const names = config.targets.map(({ name }) => name)
  if (names.includes(pattern)) return [pattern]
  if (matchPath(pattern, '') === null)
    throw new CommandError(`could not match targets with '${pattern}': syntax error in pattern`)
  const found = names.filter((name) => matches(pattern, name))
  if (found.length === 0) throw new CommandError(`could not find any target matching '${pattern}'`)
  return found
}
const LISTS: ReadonlySet<string> = new Set(
  'output cache-to cache-from tags platform secrets ssh attest entitlements network annotations'.split(' '),
)
/** target → key → value. Throws CommandError. */
export function parseOverrides(
  config: Config,
  sets: readonly string[],
  env: (name: string) => string | undefined,
): Map<string, Map<string, Override>> {
  const all = new Map<string, Map<string, Override>>()
  for (const text of sets) {
    const at = text.indexOf('=')
    const left = at < 0 ? text : text.slice(0, at)
    const value = at < 0 ? null : text.slice(at + 1)
    const append = left.endsWith('+')
    const path = append ? left.slice(0, -1) : left
    const [pattern, key, ...rest] = path.split('.')
    const name = rest.length > 0 ? rest.join('.') : null
    if (key === undefined) throw new CommandError(`invalid override key ${path}, expected target.name`)
    if (value === null && key !== 'args') throw new CommandError(`invalid override ${text}, expected target.name=value`)
    for (const target of expandTargets(config, pattern!)) {
      const known = all.get(target) ?? new Map<string, Override>()
      all.set(target, known)
      const id = name === null ? key : `${key}.${name}`
      const override: Override = { ...(known.get(id) ?? { value: '', values: [], append: false }) }
      if (LISTS.has(key)) {
        override.append = append
        override.values = [...override.values, value!]
        // A list in name only: --set *.network=host counts as nothing, in buildx too.
      } else if ((key === 'args' || key === 'contexts') && name === null)
        throw new CommandError(`invalid key ${left}, ${key} requires name`)
      else if (value === null) {
        const given = env(name!)
        if (given === undefined) continue
        override.value = given
      } else override.value = value
      known.set(id, override)
    }
  }
  return all
}
function expandGroup(
  config: Config,
  name: string,
  visited: Map<string, { targets: string[]; groups: string[] }>,
): { targets: string[]; groups: string[] } {
  const known = visited.get(name)
  if (known) return known
  const group = config.groups.find((each) => each.name === name)
  if (!group) return { targets: [name], groups: [] }
  visited.set(name, { targets: [], groups: [] })
  const out: { targets: string[]; groups: string[] } = { targets: [], groups: [name] }
  for (const each of group.targets) {
    const inner = expandGroup(config, each, visited)
    out.targets.push(...(inner.targets.length > 0 ? inner.targets : [each]))
    out.groups.push(...inner.groups)
  }
  visited.set(name, out)
  return out
}
function resolveTarget(config: Config, name: string, overrides: Overrides): Target {
  const target = inherit(config, name, new Map(), overrides)!
  target.inherits = []
  target.context ??= '.'
  if (!target.dockerfile) target.dockerfile = 'Dockerfile'
  return target
}
/** null: it is being found out further up, so it adds nothing here. */
function inherit(
  config: Config,
  name: string,
  visited: Map<string, Target | null>,
  overrides: Overrides,
): Target | null {
  const known = visited.get(name)
  if (known !== undefined) return known
  visited.set(name, null)
  const own = config.targets.find((each) => each.name === name)
  if (!own) throw new CommandError(`failed to find target ${name}`)
  const merged = emptyTarget(name)
  for (const parent of own.inherits) {
    const target = inherit(config, parent, visited, overrides)
    if (target) mergeInto(merged, target)
  }
  mergeInto(merged, own)
  applyOverrides(merged, overrides.get(name) ?? new Map())
  normalize(merged)
  visited.set(name, merged)
  return merged
}
/** Targets that serve as contexts are built too, and give nothing out. */
function loadLinks(
  config: Config,
  name: string,
  target: Target,
  all: Map<string, Target>,
  overrides: Overrides,
  visited: readonly string[],
): void {
  const path = [...visited, name]
  for (const context of Object.values(target.contexts ?? {})) {
    if (!context.startsWith('target:')) continue
    const link = context.slice('target:'.length)
    if (link === name) throw new CommandError(`target ${link} cannot link to itself`)
    if (path.includes(link)) throw new CommandError(`infinite loop from ${name} to ${link}`)
    let linked = all.get(link)
    if (!linked) {
      linked = resolveTarget(config, link, overrides)
      linked.output = [{ type: 'cacheonly', attrs: {}, destination: '' }]
      linked.linked = true
      all.set(link, linked)
    }
    loadLinks(config, link, linked, all, overrides, path)
    if (linked.entitlements) target.entitlements = unique([...(target.entitlements ?? []), ...linked.entitlements])
    const [own, theirs] = [target.platforms ?? [], linked.platforms ?? []]
    if (own.length > 1 && theirs.length > 1 && !own.every((platform) => theirs.includes(platform)))
      throw new CommandError(
        `target ${link} can't be used by ${name} because its platforms [${theirs.join(' ')}] are not a subset of [${own.join(' ')}]`,
      )
  }
}
