/** npm init, ls, view, config, cache, audit and other commands that tell or change little. */
import type { Context } from './context.ts'
import { NpmFailure, notSimulated } from './failure.ts'
import { exists, makeFolders, missingPackage, readLock, removeTree, writeJson, type PackageJson } from './files.ts'
import { compareVersions, maxSatisfying, satisfies } from './semver.ts'

export async function init(context: Context, args: readonly string[]): Promise<number> {
  const { sys, options } = context
  if (args.length) throw notSimulated(`npm init ${args[0]} (create-${args[0]})`)
  if (!options.yes) throw notSimulated('npm init with questions (use npm init -y)')
  const folder = sys.cwd()
  const old = context.json()
  const main =
    old?.main ?? ['index.js', 'server.js', 'app.js'].find((name) => exists(sys, `${folder}/${name}`)) ?? 'index.js'
  const name = folder
    .slice(folder.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
    .replace(/^[._]+/, '')
  if (!name) throw new NpmFailure(['Invalid name: ""'])
  const scripts = old?.scripts ?? {
    test: 'echo "Error: no test specified" && exit 1',
    ...(exists(sys, `${folder}/server.js`) ? { start: 'node server.js' } : {}),
  }
  const made: PackageJson = {
    name,
    version: '1.0.0',
    main,
    ...old,
    scripts,
    keywords: old?.['keywords'] ?? [],
    author: old?.['author'] ?? '',
    license: old?.license ?? 'ISC',
    description: old?.description ?? '',
  }
  const path = `${folder === '/' ? '' : folder}/package.json`
  writeJson(sys, path, made)
  await context.out(`Wrote to ${path}:\n\n${JSON.stringify(made, null, 2)}\n\n\n\n`)
  return 0
}

interface Installed {
  name: string
  version: string | null
  range: string | null
  children: Installed[]
}
export async function list(context: Context, names: readonly string[]): Promise<number> {
  const { sys, folder, options } = context
  const json = context.json() ?? {}
  const base = options.global ? context.globalModules.replace(/\/node_modules$/, '') : folder === '/' ? '' : folder
  const wanted = options.global ? globalDependencies(context) : { ...json.dependencies, ...json.devDependencies }
  const problems: string[] = []
  const versionAt = (path: string): { version?: string; dependencies?: Record<string, string> } | null =>
    exists(sys, `${path}/package.json`)
      ? (JSON.parse(sys.readText(`${path}/package.json`)) as { version?: string })
      : null
  const deep = options.all || names.length > 0 || (options.depth ?? 0) > 0
  const visit = (dependencies: Record<string, string>, from: string, seen: readonly string[]): Installed[] =>
    Object.entries(dependencies)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, range]) => {
        let place = from
        let path = `${place}/node_modules/${name}`
        while (!exists(sys, path) && place.length > base.length) {
          place = place.slice(0, place.lastIndexOf('/node_modules/'))
          path = `${place}/node_modules/${name}`
        }
        const found = versionAt(path)
        if (!found) problems.push(`missing: ${name}@${range}, required by ${json.name ?? ''}@${json.version ?? ''}`)
        else if (
          found.version &&
          !options.global &&
          from === base &&
          !/^npm:|latest/.test(range) &&
          !satisfies(found.version, range)
        )
          problems.push(`invalid: ${name}@${found.version} ${path}`)
        const children =
          deep && found && !seen.includes(path) ? visit(found.dependencies ?? {}, path, [...seen, path]) : []
        return { name, version: found?.version ?? null, range: found ? null : range, children }
      })
  let tree = visit(wanted, base, [])
  if (names.length) {
    const keep = (nodes: Installed[]): Installed[] =>
      nodes
        .map((node) => ({ ...node, children: keep(node.children) }))
        .filter((node) => names.includes(node.name) || node.children.length)
    tree = keep(tree)
  }
  if (options.json) {
    await context.out(
      `${JSON.stringify({ version: json.version, name: json.name, dependencies: Object.fromEntries(tree.map(({ name, version }) => [name, { version, overridden: false }])) }, null, 2)}\n`,
    )
    return problems.length ? 1 : 0
  }
  const lines: string[] = [options.global ? base : `${json.name ? `${json.name}@${json.version ?? ''} ` : ''}${folder}`]
  const draw = (nodes: Installed[], indent: string): void =>
    nodes.forEach((node, i) => {
      const last = i === nodes.length - 1
      const text =
        node.version === null ? `UNMET DEPENDENCY ${node.name}@${node.range}` : `${node.name}@${node.version}`
      lines.push(`${indent}${last ? '└' : '├'}─${node.children.length ? '┬' : '─'} ${text}`)
      draw(node.children, `${indent}${last ? '  ' : '│ '}`)
    })
  draw(tree, '')
  if (!tree.length) lines.push('└── (empty)')
  await context.out(`${lines.join('\n')}\n\n`)
  if (problems.length) throw new NpmFailure(['code ELSPROBLEMS', ...problems])
  return names.length && !tree.length ? 1 : 0
}
function globalDependencies({ sys, globalModules }: Context): Record<string, string> {
  if (!exists(sys, globalModules)) return {}
  return Object.fromEntries(
    sys
      .readdir(globalModules)
      .filter(({ name }) => !name.startsWith('.'))
      .map(({ name }) => [name, '*']),
  )
}
export async function view(context: Context, args: readonly string[]): Promise<number> {
  const [spec = '', ...fields] = args
  const at = spec.indexOf('@', 1)
  const packument = await context.registry.packument(at < 0 ? spec : spec.slice(0, at))
  const versions = Object.keys(packument.versions).sort(compareVersions)
  const range = at < 0 ? '' : spec.slice(at + 1)
  const version = packument['dist-tags'][range || 'latest'] ?? maxSatisfying(versions, range)
  const manifest = version ? packument.versions[version] : undefined
  if (!manifest) throw new NpmFailure(['code E404', `404 No match found for version ${range}`])
  if (!fields.length) {
    const dependencies = Object.entries(manifest.dependencies ?? {})
    await context.out(
      `\n${manifest.name}@${manifest.version} | ${manifest.license ?? 'Proprietary'} | deps: ${dependencies.length || 'none'} | versions: ${versions.length}\n${manifest.description ?? ''}\n\ndist\n.tarball: ${manifest.dist.tarball}\n.shasum: ${manifest.dist.shasum}\n.integrity: ${manifest.dist.integrity}\n.unpackedSize: ${(manifest.dist.unpackedSize / 1000).toFixed(1)} kB\n${dependencies.length ? `\ndependencies:\n${dependencies.map(([name, wanted]) => `${name}: ${wanted}`).join(' ')}\n` : ''}\ndist-tags:\nlatest: ${packument['dist-tags']['latest']}\n`,
    )
    return 0
  }
  for (const field of fields) {
    const value =
      field === 'versions'
        ? versions
        : field === 'dist-tags'
          ? packument['dist-tags']
          : (manifest as unknown as Record<string, unknown>)[field]
    if (value !== undefined)
      await context.out(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`)
  }
  return 0
}
const DEFAULTS: Readonly<Record<string, string>> = {
  registry: 'https://registry.npmjs.org/',
  prefix: '/usr/local',
  cache: '~/.npm',
  loglevel: 'notice',
  'node-options': 'null',
}
export async function config(context: Context, args: readonly string[]): Promise<number> {
  const { sys } = context
  const file = `${context.home}/.npmrc`
  const read = (): Record<string, string> =>
    exists(sys, file)
      ? Object.fromEntries(
          sys
            .readText(file)
            .split('\n')
            .filter((line) => line.includes('='))
            .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
        )
      : {}
  const [verb = '', key = '', value] = args
  switch (verb) {
    case 'get':
      await context.out(`${read()[key] ?? DEFAULTS[key]?.replace('~', context.home) ?? 'undefined'}\n`)
      return 0
    case 'set':
    case 'delete': {
      const all = read()
      const [name, text] = key.includes('=')
        ? [key.slice(0, key.indexOf('=')), key.slice(key.indexOf('=') + 1)]
        : [key, value ?? '']
      if (verb === 'set') all[name] = text
      else delete all[name]
      sys.writeFile(
        file,
        Object.entries(all)
          .map(([each, setting]) => `${each}=${setting}\n`)
          .join(''),
      )
      if (name === 'registry')
        await context.warn('config another registry than registry.npmjs.org is not simulated yet')
      return 0
    }
    case 'list':
    case 'ls':
      await context.out(
        `; "user" config from ${file}\n\n${Object.entries(read())
          .map(([each, setting]) => `${each} = ${JSON.stringify(setting)}\n`)
          .join(
            '',
          )}\n; node bin location = /usr/local/bin/node\n; node version = v${sys.env['NODE_VERSION'] ?? ''}\n; npm version = ${context.version}\n; cwd = ${sys.cwd()}\n; HOME = ${context.home}\n`,
      )
      return 0
  }
  throw notSimulated(`npm config ${verb}`)
}
export async function cache(context: Context, args: readonly string[]): Promise<number> {
  if (args[0] === 'clean' || args[0] === 'clear') {
    if (!context.options.force)
      throw new NpmFailure([
        'As of npm@5, the npm cache self-heals from corruption issues',
        'by treating integrity mismatches as cache misses.  As a result,',
        'data extracted from the cache is guaranteed to be valid.  If you',
        'want to make sure everything is consistent, use `npm cache verify`',
        'instead.  Deleting the cache can only make npm go slower, and is',
        'not likely to correct any problems you may be encountering!',
        '',
        'On the other hand, if you are debugging an issue with the installer,',
        'or race conditions that depend on timing, you can use',
        '`npm install --cache /tmp/empty-cache` to use a temporary cache instead',
        'of nuking the actual one.',
        '',
        "If you're sure you want to delete the entire cache, rerun this command",
        'with --force.',
      ])
    await context.warn('using --force Recommended protections disabled.')
    removeTree(context.sys, `${context.home}/.npm/_cacache`)
    return 0
  }
  if (args[0] === 'verify') {
    makeFolders(context.sys, `${context.home}/.npm`)
    await context.out(
      `Cache verified and compressed (${context.home}/.npm/_cacache)\nContent verified: 0 (0 bytes)\nIndex entries: 0\nFinished in 0.01s\n`,
    )
    return 0
  }
  throw notSimulated(`npm cache ${args[0] ?? ''}`)
}
export async function audit(context: Context): Promise<number> {
  if (!readLock(context.sys, context.folder))
    throw new NpmFailure([
      'code ENOLOCK',
      'audit This command requires an existing lockfile.',
      'audit Try creating one first with: npm i --package-lock-only',
      'audit Original error: loadVirtual requires existing shrinkwrap file',
    ])
  await context.out('found 0 vulnerabilities\n')
  return 0
}
export async function outdated(context: Context): Promise<number> {
  const json = context.json()
  if (!json) throw missingPackage(context.folder)
  const rows: string[][] = []
  for (const [name, range] of Object.entries({ ...json.dependencies, ...json.devDependencies })) {
    const path = `${context.folder}/node_modules/${name}/package.json`
    const current = exists(context.sys, path)
      ? (JSON.parse(context.sys.readText(path)) as { version: string }).version
      : 'MISSING'
    const packument = await context.registry.packument(name)
    const latest = packument['dist-tags']['latest']!
    const wanted = maxSatisfying(Object.keys(packument.versions), range) ?? latest
    if (current !== wanted || wanted !== latest)
      rows.push([name, current, wanted, latest, `node_modules/${name}`, json.name ?? ''])
  }
  if (!rows.length) return 0
  const table = [['Package', 'Current', 'Wanted', 'Latest', 'Location', 'Depended by'], ...rows]
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)))
  await context.out(
    table
      .map(
        (row) =>
          `${row
            .map((cell, i) => (i === 0 || i > 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
            .join('  ')
            .trimEnd()}\n`,
      )
      .join(''),
  )
  return 1
}
