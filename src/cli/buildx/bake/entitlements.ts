/**
 * What builds may do only when they are told so: the host's network, privileged containers, files outside the working directory (buildx
 * bake/entitlements.go). Who is not allowed is asked on a terminal, and refused elsewhere.
 */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { quote } from '../../../base/go/quote.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { absolute, isRemote } from '../build/inputs.ts'
import type { BuildOptions } from '../build/options.ts'

export interface Entitlements {
  networkHost: boolean
  insecure: boolean
  ssh: boolean
  read: string[]
  write: string[]
}
/** --allow. The working directory is allowed to begin with. Throws CommandError. */
export function parseEntitlements(cli: Cli, values: readonly string[]): Entitlements {
  const cwd = cli.sys.cwd()
  const out: Entitlements = { networkHost: false, insecure: false, ssh: false, read: [cwd], write: [cwd] }
  for (const value of values) {
    const at = value.indexOf('=')
    const [key, path] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)]
    if (value === 'network.host') out.networkHost = true
    else if (value === 'security.insecure') out.insecure = true
    else if (value === 'ssh') out.ssh = true
    else if (key === 'fs.read') out.read.push(path)
    else if (key === 'fs.write') out.write.push(path)
    else if (key === 'fs') {
      out.read.push(path)
      out.write.push(path)
    } else if (!['device', 'image.push', 'image.load', 'image'].includes(key))
      throw new CommandError(`unknown entitlement key ${quote(key)}`)
  }
  return out
}
interface Missing {
  messages: string[]
  flags: string[]
}
/** `args`: what was typed behind the command. Throws CommandError: additional privileges requested. */
export async function askForEntitlements(
  cli: Cli,
  allowed: Entitlements,
  builds: readonly BuildOptions[],
  args: readonly string[],
  beforePrint: () => Promise<void>,
): Promise<void> {
  const system = systemMissing(allowed, builds)
  const files = filesMissing(cli, allowed, builds)
  const setting = cli.sys.env.BUILDX_BAKE_ENTITLEMENTS_FS
  const messages = [...system.messages, ...files.messages]
  if (messages.length === 0) return
  await beforePrint()
  const flags = [...system.flags, ...files.flags].map((flag) => `--allow=${flag}`).join(' ')
  const { isTerminal } = cli.in
  const write = (text: string): Promise<void> => cli.err.write(text)
  await write('Your build is requesting privileges for following possibly insecure capabilities:\n\n')
  await write(messages.map((message) => `${message}\n`).join(''))
  await write(
    isTerminal
      ? `\nIn order to not see this message in the future pass ${quote(flags)} to grant requested privileges.\n`
      : `\nPass ${quote(flags)} to grant requested privileges.\n`,
  )
  const command = `docker buildx bake ${flags} ${args.join(' ')}`
  await write(`\nYour full command with requested privileges:\n\n${command}\n\n`)
  const checked = setting === undefined || !/^(0|f|false)$/i.test(setting)
  if (!checked && system.messages.length === 0) return
  if (checked && setting === undefined && files.messages.length > 0)
    await write('To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n\n')
  if (isTerminal) {
    await write('Do you want to grant requested privileges and continue? [y/N] ')
    if (((await cli.in.readLine()) ?? '').toLowerCase() === 'y') return
  }
  throw new CommandError('additional privileges requested')
}
function systemMissing(allowed: Entitlements, builds: readonly BuildOptions[]): Missing {
  const asked = new Set(builds.flatMap(({ allow }) => allow))
  const out: Missing = { messages: [], flags: [] }
  if (asked.has('network.host') && !allowed.networkHost) {
    out.messages.push(' - Running build containers that can access host network')
    out.flags.push('network.host')
  }
  if (asked.has('security.insecure') && !allowed.insecure) {
    out.messages.push(' - Running privileged containers that can make system changes')
    out.flags.push('security.insecure')
  }
  return out
}
function filesMissing(cli: Cli, allowed: Entitlements, builds: readonly BuildOptions[]): Missing {
  const real = (path: string): string => {
    const found = attempt(() => cli.sys.realpath(absolute(cli, path)))
    return found instanceof SysError ? absolute(cli, path) : found
  }
  const outside = (paths: readonly string[], within: readonly string[]): Set<string> => {
    if (within.includes('*')) return new Set()
    const roots = within.filter((root) => root !== '').map(real)
    const covered = (path: string): boolean =>
      roots.some((root) => path === root || root === '/' || path.startsWith(`${root}/`))
    return new Set(paths.map(real).filter((path) => !covered(path)))
  }
  const read = builds.flatMap((build) => [
    ...[build.contextPath, build.dockerfile, ...Object.values(build.namedContexts)].filter(
      (path) => path !== '' && !isRemote(path) && !/^(target:|docker-image:)/.test(path),
    ),
    ...build.secrets.map(({ path }) => path).filter((path) => path !== ''),
  ])
  const write = builds.flatMap(({ outputs }) =>
    outputs.map(({ destination }) => destination).filter((path) => path !== '' && path !== '-'),
  )
  const [reads, writes] = [outside(read, allowed.read), outside(write, allowed.write)]
  const out: Missing = { messages: [], flags: [] }
  const add = (what: string, key: string, paths: readonly string[]): void => {
    for (const path of collapse(paths)) {
      const shown = relative(path, real('.'))
      out.messages.push(` - ${what} access to path ${shown}`)
      out.flags.push(`${key}=${shown}`)
    }
  }
  if (builds.some(({ ssh }) => ssh.some((spec) => !spec.includes('='))) && !allowed.ssh) {
    out.messages.push(' - Forwarding default SSH agent socket')
    out.flags.push('ssh')
  }
  add(
    'Read and write',
    'fs',
    [...reads].filter((path) => writes.has(path)),
  )
  add(
    'Read',
    'fs.read',
    [...reads].filter((path) => !writes.has(path)),
  )
  add(
    'Write',
    'fs.write',
    [...writes].filter((path) => !reads.has(path)),
  )
  return out
}
/** What lies in another of them goes. */
const collapse = (paths: readonly string[]): string[] =>
  [...paths].sort().filter((path) => !paths.some((other) => other !== path && path.startsWith(`${other}/`)))
function relative(path: string, cwd: string): string {
  const [to, from] = [path.split('/'), cwd.split('/')]
  let shared = 0
  while (shared < to.length && shared < from.length && to[shared] === from[shared]) shared++
  // Only a neighbour is shown as one: not what is far up.
  const up = from.length - shared
  return up > 1 ? path : [...Array.from({ length: up }, () => '..'), ...to.slice(shared)].join('/') || '.'
}
