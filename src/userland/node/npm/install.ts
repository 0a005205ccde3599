/** npm install, ci, uninstall: the ideal tree, made true on disk. */
import type { Context } from './context.ts'
import { NpmFailure } from './failure.ts'
import {
  exists,
  hiddenLock,
  installedVersion,
  linkBins,
  lockOf,
  makeFolders,
  missingPackage,
  readLock,
  removeTree,
  unpack,
  writeJson,
  type PackageJson,
} from './files.ts'
import { idealTree, type Lock, type Node, type Tree, type Wanted } from './tree.ts'
import { satisfies } from './semver.ts'

const splitSpec = (spec: string): [name: string, range: string] => {
  const at = spec.indexOf('@', 1)
  return at < 0 ? [spec, ''] : [spec.slice(0, at), spec.slice(at + 1)]
}
const count = (n: number, what: string): string => `${n} package${n === 1 ? '' : 's'}${what}`

/** What the summary says. */
async function summary(
  context: Context,
  changes: { added: number; removed: number; changed: number },
  tree: Tree,
): Promise<void> {
  const { options } = context
  if (options.silent) return
  const parts = [
    ...(changes.added ? [`added ${count(changes.added, '')}`] : []),
    ...(changes.removed ? [`removed ${count(changes.removed, '')}`] : []),
    ...(changes.changed ? [`changed ${count(changes.changed, '')}`] : []),
  ]
  const audited = options.audit && !options.global
  const what = parts.length ? parts.join(', ') : 'up to date'
  await context.out(
    `\n${what}${audited ? `, ${parts.length ? 'and ' : ''}audited ${count(tree.size + 1, '')}` : ''} in ${context.elapsed()}\n`,
  )
  const funding = [...tree.values()].filter(({ manifest }) => manifest.funding).length
  if (funding && options.fund)
    await context.out(
      `\n${count(funding, '')} ${funding === 1 ? 'is' : 'are'} looking for funding\n  run \`npm fund\` for details\n`,
    )
  if (audited) await context.out('\nfound 0 vulnerabilities\n')
}
/** Makes `folder`/node_modules what the tree says. */
async function reify(
  context: Context,
  tree: Tree,
  folder: string,
  fresh: boolean,
): Promise<{ added: number; removed: number; changed: number }> {
  const { sys, registry } = context
  const changes = { added: 0, removed: 0, changed: 0 }
  const modules = `${folder === '/' ? '' : folder}/node_modules`
  if (fresh) removeTree(sys, modules)
  const kept = (node: Node): boolean => !(context.options.omitDev && node.dev)
  const nodes = [...tree.values()].filter(kept).sort((a, b) => (a.path < b.path ? -1 : 1))
  const base = folder === '/' ? '' : folder
  const wanted = new Set(nodes.map(({ path }) => path))
  for (const path of installedPaths(context, modules)) {
    if (wanted.has(path)) continue
    removeTree(sys, `${base}/${path}`)
    changes.removed++
  }
  for (const node of nodes) {
    const home = `${base}/${node.path}`
    const present = installedVersion(sys, home)
    if (present === node.version) continue
    await unpack(sys, registry, node, home)
    if (present === null) changes.added++
    else changes.changed++
  }
  for (const node of nodes) {
    const own = `${base}/${node.path.slice(0, node.path.lastIndexOf(node.name) - 1)}`
    linkBins(sys, node, own, `${own}/.bin`, '..')
  }
  if (nodes.length)
    writeJson(
      sys,
      `${modules}/.package-lock.json`,
      hiddenLock(new Map(nodes.map((node) => [node.path, node])), context.json() ?? {}),
    )
  else if (exists(sys, modules)) removeTree(sys, modules)
  return changes
}
function installedPaths({ sys }: Context, modules: string): string[] {
  const file = `${modules}/.package-lock.json`
  if (!exists(sys, file)) return []
  return Object.keys((JSON.parse(sys.readText(file)) as Lock).packages)
}
const wantedOf = (json: PackageJson): Wanted[] => [
  ...Object.entries(json.dependencies ?? {}).map(([name, range]) => ({ name, range, dev: false })),
  ...Object.entries(json.devDependencies ?? {}).map(([name, range]) => ({ name, range, dev: true })),
]
const sorted = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

export async function install(context: Context, specs: readonly string[]): Promise<number> {
  if (context.options.global) return installGlobal(context, specs)
  const { sys, folder, options } = context
  const json = context.json() ?? {}
  if (json.workspaces) throw new NpmFailure(['workspaces are not simulated yet'])
  for (const spec of specs) {
    const [name, range] = splitSpec(spec)
    if (/^[./]|\.tgz$|:\/\//.test(spec))
      throw new NpmFailure([`npm install ${spec}: packages from elsewhere than the registry are not simulated yet`])
    const packument = await context.registry.packument(name, range || 'latest')
    const { latest = '' } = packument['dist-tags']
    const wanted =
      range === '' || range === 'latest'
        ? options.exact
          ? latest
          : `^${latest}`
        : /^\d+(\.\d+)?$/.test(range) || !/^\d/.test(range)
          ? bestRange(packument.versions, range, name)
          : options.exact
            ? range
            : `^${range}`
    const key = options.save === 'dev' ? 'devDependencies' : 'dependencies'
    for (const other of ['dependencies', 'devDependencies'] as const)
      if (other !== key && json[other]) delete json[other][name]
    json[key] = sorted({ ...json[key], [name]: wanted })
  }
  const lock = readLock(sys, folder)
  if (!Object.keys(json).length && !specs.length && !lock && !exists(sys, `${folder}/package.json`)) {
    await summary(context, { added: 0, removed: 0, changed: 0 }, new Map())
    return 0
  }
  const tree = await idealTree(context.registry, wantedOf(json), lock)
  const changes = await reify(context, tree, folder, false)
  const base = folder === '/' ? '' : folder
  if (options.save !== 'no') {
    if (specs.length) writeJson(sys, `${base}/package.json`, json)
    writeJson(sys, `${base}/package-lock.json`, lockOf(json, tree, folder))
  }
  await summary(context, changes, tree)
  return 0
}
/** `npm i express@4` saves what it found: ^4.21.2. */
function bestRange(versions: Record<string, unknown>, range: string, name: string): string {
  const found = Object.keys(versions)
    .filter((version) => satisfies(version, range))
    .sort()
    .at(-1)
  if (!found)
    throw new NpmFailure([
      'code ETARGET',
      `notarget No matching version found for ${name}@${range}.`,
      'notarget In most cases you or one of your dependencies are requesting',
      "notarget a package version that doesn't exist.",
      `notarget (The simulated registry has ${Object.keys(versions).join(', ')}.)`,
    ])
  return `^${found}`
}
async function installGlobal(context: Context, specs: readonly string[]): Promise<number> {
  const { sys, registry } = context
  let added = 0
  let changed = 0
  for (const spec of specs) {
    const [name, range] = splitSpec(spec)
    const tree = await idealTree(registry, [{ name, range, dev: false }], null)
    const root = tree.get(`node_modules/${name}`)!
    const home = `${context.globalModules}/${name}`
    const present = installedVersion(sys, home)
    makeFolders(sys, context.globalModules)
    if (present !== root.version) {
      await unpack(sys, registry, root, home)
      for (const node of tree.values()) if (node !== root) await unpack(sys, registry, node, `${home}/${node.path}`)
    }
    linkBins(sys, root, context.globalModules, '/usr/local/bin', '../lib/node_modules')
    if (present === null) added += tree.size
    else changed += tree.size
  }
  await summary(context, { added, removed: 0, changed }, new Map())
  return 0
}
const CI_USAGE = `Clean install a project

Usage:
npm ci

Options:
[--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]
[--global-style] [--omit <dev|optional|peer> [--omit <dev|optional|peer> ...]]
[--include <prod|dev|optional|peer> [--include <prod|dev|optional|peer> ...]]
[--strict-peer-deps] [--foreground-scripts] [--ignore-scripts] [--no-audit]
[--no-bin-links] [--no-fund] [--dry-run]
[-w|--workspace <workspace-name> [-w|--workspace <workspace-name> ...]]
[-ws|--workspaces] [--include-workspace-root] [--install-links]

aliases: clean-install, ic, install-clean, isntall-clean

Run "npm help ci" for more info`.split('\n')

export async function cleanInstall(context: Context): Promise<number> {
  const { sys, folder } = context
  const lock = readLock(sys, folder)
  if (!lock)
    throw new NpmFailure([
      'code EUSAGE',
      '',
      'The `npm ci` command can only install with an existing package-lock.json or',
      'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
      'later to generate a package-lock.json file, then try again.',
      '',
      ...CI_USAGE,
    ])
  const json = context.json()
  if (!json) throw missingPackage(folder)
  const problems = wantedOf(json).flatMap(({ name, range }) => {
    const locked = lock.packages[`node_modules/${name}`]?.version
    if (locked === undefined) return [`Missing: ${name}@${range} from lock file`]
    return satisfies(locked, range) ? [] : [`Invalid: lock file's ${name}@${locked} does not satisfy ${name}@${range}`]
  })
  if (problems.length)
    throw new NpmFailure([
      'code EUSAGE',
      '',
      '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.',
      '',
      ...problems,
      '',
      ...CI_USAGE,
    ])
  const tree = await idealTree(context.registry, wantedOf(json), lock)
  await summary(context, await reify(context, tree, folder, true), tree)
  return 0
}
export async function uninstall(context: Context, names: readonly string[]): Promise<number> {
  const { sys, folder, options } = context
  if (!names.length) throw new NpmFailure(['Must provide a package name to remove'])
  if (options.global) {
    for (const name of names) removeTree(sys, `${context.globalModules}/${name}`)
    await summary(context, { added: 0, removed: names.length, changed: 0 }, new Map())
    return 0
  }
  const json = context.json() ?? {}
  for (const name of names)
    for (const key of ['dependencies', 'devDependencies'] as const) if (json[key]) delete json[key][name]
  const tree = await idealTree(context.registry, wantedOf(json), readLock(sys, folder))
  const changes = await reify(context, tree, folder, false)
  writeJson(sys, `${folder}/package.json`, json)
  writeJson(sys, `${folder}/package-lock.json`, lockOf(json, tree, folder))
  await summary(context, changes, tree)
  return 0
}
