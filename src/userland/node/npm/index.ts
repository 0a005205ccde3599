/**
 * npm 10 and npx: install, ci, run and what goes with them, on the simulated registry (src/registry/npm). Left out, each refused by name:
 * workspaces, publishing, accounts, install scripts of packages, sources other than the registry.
 */
import { SysError, errnoNumber } from '../../../base/abi/errno.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { Context, type Options } from './context.ts'
import { NpmFailure, notSimulated } from './failure.ts'
import { audit, cache, config, init, list, outdated, view } from './info.ts'
import { cleanInstall, install, uninstall } from './install.ts'
import { execute, listScripts, runScript } from './scripts.ts'
import { USAGE } from './usage.ts'

const ALIASES: Readonly<Record<string, string>> = {
  i: 'install',
  add: 'install',
  in: 'install',
  isntall: 'install',
  'clean-install': 'ci',
  ic: 'ci',
  un: 'uninstall',
  rm: 'uninstall',
  remove: 'uninstall',
  r: 'uninstall',
  unlink: 'uninstall',
  'run-script': 'run',
  rum: 'run',
  t: 'test',
  tst: 'test',
  ll: 'ls',
  la: 'ls',
  list: 'ls',
  info: 'view',
  show: 'view',
  v: 'view',
  c: 'config',
  x: 'exec',
  innit: 'init',
  create: 'init',
  get: 'config-get',
  set: 'config-set',
  up: 'update',
  upgrade: 'update',
}
const KNOWN = new Set(
  'access adduser bugs completion dedupe deprecate diff dist-tag docs doctor edit explain explore find-dupes fund help help-search hook install-ci-test install-test link login logout org owner pack pkg profile prune publish query rebuild repo sbom search shrinkwrap star stars team token undeprecate unpublish unstar version whoami'.split(
    ' ',
  ),
)
/** Options that change nothing that is simulated. */
const HARMLESS =
  /^--(no-)?(progress|update-notifier|color|audit-level=.*|loglevel=.*|prefer-(offline|online)|legacy-peer-deps|strict-peer-deps|ignore-scripts|foreground-scripts|no-optional|include=.*|cache=.*|unsafe-perm(=.*)?|registry=https:\/\/registry\.npmjs\.org\/?|network-timeout=.*|fetch-\S+|maxsockets=.*|verbose|no-shrinkwrap|package-lock|engine-strict|scripts-prepend-node-path.*)$/

function parse(
  sys: Sys,
  argv: readonly string[],
  exec: boolean,
): { options: Options; words: string[]; version: boolean; help: boolean } {
  const options: Options = {
    global: false,
    silent: false,
    json: false,
    yes: exec ? false : false,
    force: false,
    all: false,
    omitDev: sys.env['NODE_ENV'] === 'production',
    save: 'prod',
    exact: false,
    ifPresent: false,
    prefix: null,
    audit: true,
    fund: true,
    parseable: false,
    depth: null,
    dryRun: false,
    call: null,
    packages: [],
  }
  const words: string[] = []
  let version = false
  let help = false
  const queue = [...argv]
  const value = (arg: string): string => (arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : (queue.shift() ?? ''))
  while (queue.length) {
    const arg = queue.shift()!
    if (arg === '--') {
      words.push(...queue)
      break
    }
    // What follows npx's command is the command's own.
    if (exec && words.length) {
      words.push(arg, ...queue)
      break
    }
    if (!arg.startsWith('-') || arg === '-') words.push(arg)
    else if (arg === '-g' || arg === '--global' || arg === '--location=global') options.global = true
    else if (arg === '-s' || arg === '--silent' || arg === '--quiet' || arg === '-q' || arg === '--loglevel=silent')
      options.silent = true
    else if (arg === '--json') options.json = true
    else if (arg === '-y' || arg === '--yes') options.yes = true
    else if (arg === '-f' || arg === '--force') options.force = true
    else if (arg === '-a' || arg === '--all') options.all = true
    else if (arg === '--production' || arg === '--only=production' || arg === '--only=prod') options.omitDev = true
    else if (arg.startsWith('--omit')) {
      if (value(arg) === 'dev') options.omitDev = true
    } else if (arg === '--include=dev' || arg === '--production=false') options.omitDev = false
    else if (arg === '-D' || arg === '--save-dev') options.save = 'dev'
    else if (arg === '-S' || arg === '--save' || arg === '-P' || arg === '--save-prod') options.save = 'prod'
    else if (arg === '--no-save') options.save = 'no'
    else if (arg === '-E' || arg === '--save-exact') options.exact = true
    else if (arg === '--if-present') options.ifPresent = true
    else if (arg.startsWith('--prefix')) options.prefix = value(arg)
    else if (arg === '--no-audit' || arg === '--audit=false') options.audit = false
    else if (arg === '--no-fund' || arg === '--fund=false') options.fund = false
    else if (arg.startsWith('--depth')) options.depth = Number(value(arg))
    else if (exec && (arg === '-c' || arg.startsWith('--call'))) options.call = value(arg)
    else if (exec && (arg === '-p' || arg.startsWith('--package'))) options.packages.push(value(arg))
    else if (arg === '-v' || arg === '--version') version = true
    else if (arg === '-h' || arg === '--help') help = true
    else if (!HARMLESS.test(arg)) throw notSimulated(arg.replace(/=.*/, ''))
  }
  return { options, words, version, help }
}
/** npm's own version, from its package.json. */
function ownVersion(sys: Sys): string {
  try {
    const own = sys.realpath('/proc/self/exe').replace(/\/bin\/[^/]+$/, '/package.json')
    return (JSON.parse(sys.readText(own)) as { version: string }).version
  } catch (error) {
    if (error instanceof SysError) return '10.9.4'
    throw error
  }
}
async function command(context: Context, words: readonly string[]): Promise<number> {
  const [given = '', ...args] = words
  const name = ALIASES[given] ?? given
  switch (name) {
    case 'install':
      return install(context, args)
    case 'update':
      return install(context, [])
    case 'ci':
      return cleanInstall(context)
    case 'uninstall':
      return uninstall(context, args)
    case 'run':
      return args.length ? runScript(context, args[0]!, args.slice(1)) : listScripts(context)
    case 'start':
    case 'stop':
    case 'restart':
    case 'test':
      return runScript(context, name, args)
    case 'exec':
      return execute(context, args)
    case 'init':
      return init(context, args)
    case 'ls':
      return list(context, args)
    case 'view':
      return view(context, args)
    case 'config':
      return config(context, args)
    case 'config-get':
      return config(context, ['get', ...args])
    case 'config-set':
      return config(context, ['set', ...args])
    case 'cache':
      return cache(context, args)
    case 'audit':
      return audit(context)
    case 'outdated':
      return outdated(context)
    case 'ping':
      await context.registry.packument('ms')
      await context.sys.write(2, 'npm notice PING https://registry.npmjs.org/\nnpm notice PONG 52ms\n')
      return 0
    case 'root':
      await context.out(`${context.options.global ? context.globalModules : `${context.folder}/node_modules`}\n`)
      return 0
    case 'prefix':
      await context.out(`${context.options.global ? '/usr/local' : context.folder}\n`)
      return 0
  }
  if (KNOWN.has(name)) throw notSimulated(`npm ${name}`)
  await context.out(`Unknown command: "${given}"\n\n\nTo see a list of supported npm commands, run:\n  npm help\n`)
  return 1
}
const run =
  (exec: boolean): Program =>
  async (sys) => {
    const version = ownVersion(sys)
    let context: Context | null = null
    try {
      const {
        options,
        words,
        version: asked,
        help,
      } = parse(sys, sys.argv.slice(1), exec || ['exec', 'x'].includes(sys.argv[1] ?? ''))
      context = new Context(sys, options, version)
      if (asked) {
        await context.out(`${version}\n`)
        return 0
      }
      if (!exec && (help || !words.length || words[0] === 'help')) {
        await context.out(USAGE(version))
        return help ? 0 : 1
      }
      return await (exec ? execute(context, words) : command(context, words))
    } catch (error) {
      context ??= new Context(sys, parse(sys, [], false).options, version)
      if (error instanceof SysError)
        return await fail(
          context,
          new NpmFailure([`code ${error.code}`, `errno -${errnoNumber(error.code)}`, `${error.message}`], 243),
        )
      if (!(error instanceof NpmFailure)) throw error
      return await fail(context, error)
    } finally {
      context?.registry.close()
    }
  }
async function fail(context: Context, failure: NpmFailure): Promise<number> {
  await context.error(...failure.lines)
  const log = context.log([
    `verbose cli ${context.sys.argv.join(' ')}`,
    `info using npm@${context.version}`,
    ...failure.lines.map((line) => `error ${line}`),
    `verbose exit ${failure.status}`,
    `verbose code ${failure.status}`,
  ])
  if (log) await context.error(`A complete log of this run can be found in: ${log}`)
  return failure.status
}
export const npm = run(false)
export const npx = run(true)
const refused =
  (name: string, hint: string): Program =>
  async (sys) => {
    await sys.write(2, `${name}: not simulated yet${hint}\n`)
    return 1
  }
export const yarn: Program = async (sys) => {
  if (sys.argv[1] === '--version' || sys.argv[1] === '-v') {
    await sys.write(1, '1.22.22\n')
    return 0
  }
  return refused('yarn', '; use npm')(sys)
}
export const corepack = refused('corepack', '')
