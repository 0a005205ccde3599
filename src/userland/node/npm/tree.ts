/** The ideal tree: which version of what lies where below node_modules; dependencies go as high as nothing stands in their way. */
import { NpmFailure } from './failure.ts'
import type { Manifest, RegistryClient } from './fetch.ts'
import { maxSatisfying, satisfies } from './semver.ts'

export interface Node {
  name: string
  version: string
  manifest: Manifest
  /** "node_modules/a/node_modules/b" */
  path: string
  dev: boolean
}
export type Tree = Map<string, Node>
export interface LockEntry {
  version?: string
  resolved?: string
  integrity?: string
  dev?: boolean
}
export interface Lock {
  packages: Record<string, LockEntry>
}
export interface Wanted {
  name: string
  range: string
  dev: boolean
}

const above = (path: string): string[] => {
  const out: string[] = []
  for (let at = path; at; at = at.slice(0, at.lastIndexOf('node_modules/')).replace(/\/$/, '')) out.push(at)
  return [...out, '']
}
const child = (parent: string, name: string): string => `${parent ? `${parent}/` : ''}node_modules/${name}`

/** The version for a range: the locked one while it fits, else the newest. */
async function choose(
  registry: RegistryClient,
  name: string,
  range: string,
  locked: string | undefined,
): Promise<Manifest> {
  const alias = /^npm:((?:@[^/]+\/)?[^@]+)(?:@(.+))?$/.exec(range)
  if (alias) return choose(registry, alias[1]!, alias[2] ?? '*', locked)
  if (/^(file|git|https?|git\+\w+|github|workspace|link):|^[\w-]+\/[\w.-]+$/.test(range))
    throw new NpmFailure([`${name}@${range}: packages from elsewhere than the registry are not simulated yet`])
  const packument = await registry.packument(name, range)
  const versions = Object.keys(packument.versions)
  const { latest } = packument['dist-tags']
  if (locked && packument.versions[locked] && (satisfies(locked, range) || packument['dist-tags'][range] === locked))
    return packument.versions[locked]
  const tagged = packument['dist-tags'][range || 'latest']
  const version = tagged ?? (latest && satisfies(latest, range) ? latest : maxSatisfying(versions, range))
  if (version) return packument.versions[version]!
  // The registry has few versions: one of the same major line answers for a range that asks for one it lacks.
  throw new NpmFailure([
    'code ETARGET',
    `notarget No matching version found for ${name}@${range}.`,
    'notarget In most cases you or one of your dependencies are requesting',
    "notarget a package version that doesn't exist.",
    `notarget (The simulated registry has ${versions.join(', ')}.)`,
  ])
}

export async function idealTree(registry: RegistryClient, wanted: readonly Wanted[], lock: Lock | null): Promise<Tree> {
  const tree: Tree = new Map()
  const queue: (Wanted & { parent: string })[] = wanted.map((each) => ({ ...each, parent: '' }))
  while (queue.length) {
    const { name, range, dev, parent } = queue.shift()!
    const places = above(parent)
    const found = places.map((place) => tree.get(child(place, name))).find((node) => node !== undefined)
    if (found && fits(found, name, range)) {
      if (!dev && found.dev) markNeeded(tree, found)
      continue
    }
    // The highest place from which the parent finds it, before one of another version.
    let place = parent
    for (const candidate of places) {
      if (tree.has(child(candidate, name))) break
      place = candidate
    }
    const path = child(place, name)
    const manifest = await choose(registry, name, range, lock?.packages[path]?.version)
    const node: Node = { name, version: manifest.version, manifest, path, dev }
    tree.set(path, node)
    for (const [dependency, wants] of Object.entries(manifest.dependencies ?? {}))
      queue.push({ name: dependency, range: wants, dev, parent: path })
  }
  return tree
}
const fits = (node: Node, name: string, range: string): boolean =>
  range.startsWith('npm:')
    ? true
    : range === 'latest' || range === '' || satisfies(node.version, range) || (void name, false)
/** Something that production needs, too. */
function markNeeded(tree: Tree, node: Node): void {
  if (!node.dev) return
  node.dev = false
  for (const dependency of Object.keys(node.manifest.dependencies ?? {}))
    for (const place of above(node.path)) {
      const found = tree.get(child(place, dependency))
      if (found) {
        markNeeded(tree, found)
        break
      }
    }
}
