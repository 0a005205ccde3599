/** npm run, start, test …: scripts of package.json by the shell, and npm exec (npx). */
import { exitCode } from '../../../kernel/proc/types.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { decode } from '../../../base/bytes.ts'
import type { Context } from './context.ts'
import { NpmFailure } from './failure.ts'
import {
  binsOf,
  exists,
  installedVersion,
  linkBins,
  makeFolders,
  missingPackage,
  unpack,
  type PackageJson,
} from './files.ts'
import { idealTree } from './tree.ts'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** node_modules/.bin of the folder and of those above it. */
function pathFor(context: Context, folder: string): string {
  const bins: string[] = []
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    bins.push(`${at === '/' ? '' : at}/node_modules/.bin`)
    if (at === '/') break
  }
  return [
    ...bins,
    `${context.globalModules}/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin`,
    context.sys.env['PATH'] ?? DEFAULT_PATH,
  ].join(':')
}
/** Runs a command line; signals for npm go to it. */
async function shell(context: Context, line: string, env: Record<string, string>, cwd: string): Promise<number> {
  const { sys } = context
  const pid = await sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', line], env, cwd })
  for (const signal of [SIGNALS.SIGINT.number, SIGNALS.SIGTERM.number])
    sys.signal(
      signal,
      (number) => {
        try {
          sys.kill(pid, number)
        } catch (error) {
          if (!(error instanceof SysError)) throw error
        }
      },
      { restart: true },
    )
  const ended = await sys.wait(pid)
  return ended ? exitCode(ended.status) : 0
}
const quoted = (arg: string): string => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `"${arg.replace(/(["\\$`])/g, '\\$1')}"`)
function environment(context: Context, json: PackageJson, event: string, script: string): Record<string, string> {
  const { sys, folder } = context
  return {
    ...sys.env,
    PATH: pathFor(context, folder),
    INIT_CWD: sys.cwd(),
    NODE: '/usr/local/bin/node',
    npm_lifecycle_event: event,
    npm_lifecycle_script: script,
    npm_node_execpath: '/usr/local/bin/node',
    npm_execpath: `${context.globalModules}/npm/bin/npm-cli.js`,
    npm_command: ['start', 'test', 'stop', 'restart'].includes(event) ? event : 'run-script',
    npm_package_json: `${folder}/package.json`,
    npm_config_user_agent: `npm/${context.version} node/v${sys.env['NODE_VERSION'] ?? ''} linux x64 workspaces/false`,
    npm_config_local_prefix: folder,
    ...(json.name ? { npm_package_name: json.name } : {}),
    ...(json.version ? { npm_package_version: json.version } : {}),
  }
}
export async function runScript(context: Context, name: string, args: readonly string[]): Promise<number> {
  const { sys, folder, options } = context
  const json = context.json()
  if (!json) throw missingPackage(folder)
  const scripts: Record<string, string> = { ...json.scripts }
  if (name === 'start' && scripts['start'] === undefined && exists(sys, `${folder}/server.js`))
    scripts['start'] = 'node server.js'
  if (name === 'restart' && scripts['restart'] === undefined) {
    for (const step of ['stop', 'start']) if (scripts[step] !== undefined) await runScript(context, step, args)
    return 0
  }
  if (!Object.hasOwn(scripts, name)) {
    if (options.ifPresent) return 0
    const near = Object.keys(scripts).filter((script) => script.includes(name) || name.includes(script))
    throw new NpmFailure([
      `Missing script: "${name}"`,
      ...(near.length
        ? [
            '',
            `Did you mean ${near.length > 1 ? 'one of these' : 'this'}?`,
            ...near.map((script) => `  npm run ${script} # run the "${script}" package script`),
          ]
        : []),
      '',
      'To see a list of scripts, run:',
      '  npm run',
    ])
  }
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const script = scripts[event]
    if (script === undefined) continue
    const line = event === name && args.length ? `${script} ${args.map(quoted).join(' ')}` : script
    const title = json.name ? `${json.name}@${json.version ?? ''} ` : ''
    if (!options.silent) await context.out(`\n> ${title}${event}\n> ${line}\n\n`)
    const status = await shell(context, line, environment(context, json, event, script), folder)
    if (status !== 0) return status
  }
  return 0
}
export async function listScripts(context: Context): Promise<number> {
  const json = context.json()
  if (!json) throw missingPackage(context.folder)
  const scripts = Object.entries(json.scripts ?? {})
  const lifecycle = scripts.filter(([name]) =>
    ['start', 'test', 'stop', 'restart', 'install', 'prepare'].includes(name),
  )
  const others = scripts.filter((entry) => !lifecycle.includes(entry))
  const show = (entries: [string, string][]): string =>
    entries.map(([name, text]) => `  ${name}\n    ${text}\n`).join('')
  const title = `${json.name ?? ''}@${json.version ?? ''}`
  if (lifecycle.length) await context.out(`Lifecycle scripts included in ${title}:\n${show(lifecycle)}`)
  if (others.length)
    await context.out(
      `${lifecycle.length ? '\n' : ''}${lifecycle.length ? 'available' : `Scripts available in ${title}`} via \`npm run-script\`:\n${show(others)}`,
    )
  return 0
}

/** npm exec: a bin of the project, or of a package fetched for this once. */
export async function execute(context: Context, args: readonly string[]): Promise<number> {
  const { sys, folder, options } = context
  const [first = '', ...rest] = args
  const spec = options.packages[0] ?? first
  if (options.call === null && first === '') throw new NpmFailure(['npx without a command is not simulated yet'])
  const at = spec.indexOf('@', 1)
  const name = at < 0 ? spec : spec.slice(0, at)
  const command = options.packages.length ? first : name.slice(name.lastIndexOf('/') + 1)
  const run = (path: string): Promise<number> => {
    const json: PackageJson = {}
    const env = { ...environment(context, json, 'npx', command), PATH: path, npm_command: 'exec' }
    return shell(context, options.call ?? [command, ...rest.map(quoted)].join(' '), env, sys.cwd())
  }
  const local = pathFor(context, folder)
  if (
    !options.packages.length &&
    at < 0 &&
    local.split(':').some((place) => exists(sys, `${place}/${command}`) && place.endsWith('.bin'))
  )
    return run(local)
  const wanted = at < 0 ? '' : spec.slice(at + 1)
  const tree = await idealTree(context.registry, [{ name, range: wanted, dev: false }], null)
  const root = tree.get(`node_modules/${name}`)!
  const cache = `${context.home}/.npm/_npx/${hash(spec)}`
  if (installedVersion(sys, `${cache}/${root.path}`) !== root.version) {
    if (!options.yes && sys.isatty(0)) {
      await sys.write(1, `Need to install the following packages:\n${name}@${root.version}\nOk to proceed? (y) `)
      const answer = decode(await sys.read(0)).trim()
      if (answer !== '' && !/^y/i.test(answer)) throw new NpmFailure(['canceled'])
      await sys.write(1, '\n')
    } else if (!options.yes)
      await context.warn(`exec The following package was not found and will be installed: ${name}@${root.version}`)
    makeFolders(sys, cache)
    for (const node of tree.values()) await unpack(sys, context.registry, node, `${cache}/${node.path}`)
    linkBins(sys, root, `${cache}/node_modules`, `${cache}/node_modules/.bin`, '..')
  }
  if (options.call === null && !(command in binsOf(root)) && Object.keys(binsOf(root)).length !== 1)
    throw new NpmFailure(['could not determine executable to run'])
  const bins = Object.keys(binsOf(root))
  if (options.call === null && !bins.includes(command) && bins.length === 1)
    return shell(
      context,
      [bins[0]!, ...rest.map(quoted)].join(' '),
      { ...sys.env, PATH: `${cache}/node_modules/.bin:${local}` },
      sys.cwd(),
    )
  return run(`${cache}/node_modules/.bin:${local}`)
}
/** 16 hexadecimal digits, by FNV-1a twice. */
function hash(text: string): string {
  const once = (seed: number): string => {
    let h = seed
    for (const char of text) h = Math.imul(h ^ char.charCodeAt(0), 0x01000193)
    return (h >>> 0).toString(16).padStart(8, '0')
  }
  return once(0x811c9dc5) + once(0x2f0b4c47)
}
