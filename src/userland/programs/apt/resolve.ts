/** Which packages an installation or a removal takes along, and in which order they are unpacked. */
import { parseRelations } from './relations.ts'
import type { Relation } from './relations.ts'
import type { Stanza } from './stanzas.ts'
import type { World } from './world.ts'

export interface Plan {
  /** New or other versions, by name. */
  install: Map<string, Stanza>
  /** Of these, those that nobody asked for. */
  automatic: Set<string>
  suggested: string[]
  /** Recommended, but not taken along. */
  recommended: string[]
}
/** A dependency that cannot be had: "nosuch : Depends: libx but it is not installable". */
export interface Unmet {
  name: string
  text: string
}

export function planInstall(
  world: World,
  wanted: ReadonlyMap<string, Stanza>,
  recommends: boolean,
): { plan: Plan; unmet: Unmet[] } {
  const install = new Map(wanted)
  const automatic = new Set<string>()
  const unmet: Unmet[] = []
  const present = (name: string): Stanza | undefined => install.get(name) ?? world.database.installed(name)
  const met = (group: readonly Relation[]): boolean =>
    group.some((relation) => world.satisfiers(relation, present).length > 0)
  const candidate = (name: string): Stanza | undefined => world.candidate(name)?.stanza
  const queue = [...wanted.keys()]
  const take = (group: readonly Relation[]): boolean => {
    for (const relation of group) {
      const name = world.satisfiers(relation, candidate)[0]
      if (name === undefined) continue
      install.set(name, candidate(name)!)
      automatic.add(name)
      queue.push(name)
      return true
    }
    return false
  }
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const stanza = install.get(name)!
    for (const field of ['Pre-Depends', 'Depends'])
      for (const group of parseRelations(stanza.get(field)))
        if (!met(group) && !take(group)) unmet.push({ name, text: `${field}: ${unmetText(world, group[0]!)}` })
    if (recommends) for (const group of parseRelations(stanza.get('Recommends'))) if (!met(group)) take(group)
  }
  const names = [...install.keys()].sort()
  const open = (field: string): string[] => {
    const shown: string[] = []
    for (const name of names)
      for (const group of parseRelations(install.get(name)!.get(field))) {
        if (met(group)) continue
        const text = group.map((relation) => relation.name).join(' | ')
        if (!shown.includes(text)) shown.push(text)
      }
    return shown
  }
  return { plan: { install, automatic, suggested: open('Suggests'), recommended: open('Recommends') }, unmet }
}

function unmetText(world: World, { name, relation, version }: Relation): string {
  const wanted = relation ? `${name} (${relation} ${version})` : name
  const candidate = world.candidate(name)?.stanza.get('Version')
  return `${wanted} but ${candidate === undefined ? 'it is not installable' : `${candidate} is to be installed`}`
}

/** What is needed comes first, except for a package that breaks old versions of the one that needs it. */
export function unpackOrder(world: World, install: ReadonlyMap<string, Stanza>): Stanza[] {
  const done = new Set<string>()
  const order: Stanza[] = []
  const inPlan = (name: string): Stanza | undefined => install.get(name)
  const breaks = (stanza: Stanza, name: string): boolean =>
    ['Breaks', 'Conflicts'].some((field) =>
      parseRelations(stanza.get(field)).some((group) => group.some((relation) => relation.name === name)),
    )
  const visit = (name: string): void => {
    const stanza = install.get(name)
    if (!stanza || done.has(name)) return
    done.add(name)
    for (const field of ['Pre-Depends', 'Depends'])
      for (const group of parseRelations(stanza.get(field)))
        for (const relation of group)
          for (const needed of world.satisfiers(relation, inPlan))
            if (!breaks(install.get(needed)!, name)) visit(needed)
    order.push(stanza)
  }
  const rank = (name: string): number =>
    ['required', 'important', 'standard'].indexOf(install.get(name)!.get('Priority') ?? '') >= 0 &&
    name.startsWith('perl')
      ? 0
      : 1
  for (const name of [...install.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) visit(name)
  return order
}

/** The installed packages that cannot stay without `names`, and `names` themselves; sorted. */
export function planRemoval(world: World, names: Iterable<string>): string[] {
  const gone = new Set(names)
  const stays = (name: string): Stanza | undefined => (gone.has(name) ? undefined : world.database.installed(name))
  for (let before = -1; before !== gone.size;) {
    before = gone.size
    for (const stanza of world.database.all()) {
      const name = stanza.get('Package')!
      if (gone.has(name)) continue
      const groups = ['Pre-Depends', 'Depends'].flatMap((field) => parseRelations(stanza.get(field)))
      if (groups.some((group) => !group.some((relation) => world.satisfiers(relation, stays).length > 0)))
        gone.add(name)
    }
  }
  return [...gone].sort()
}

/** Automatically installed packages that nothing needs, recommends or suggests any more, once `gone` are removed; sorted. */
export function unneeded(world: World, gone: ReadonlySet<string>): string[] {
  const there = (name: string): Stanza | undefined => (gone.has(name) ? undefined : world.database.installed(name))
  const kept = new Set<string>()
  const queue = world.database
    .all()
    .map((stanza) => stanza.get('Package')!)
    .filter((name) => !gone.has(name) && !world.auto.names.has(name))
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (kept.has(name)) continue
    kept.add(name)
    const stanza = there(name)
    if (!stanza) continue
    for (const field of ['Pre-Depends', 'Depends', 'Recommends', 'Suggests'])
      for (const group of parseRelations(stanza.get(field)))
        for (const relation of group) queue.push(...world.satisfiers(relation, there))
  }
  return world.database
    .all()
    .map((stanza) => stanza.get('Package')!)
    .filter((name) => !gone.has(name) && !kept.has(name))
    .sort()
}
