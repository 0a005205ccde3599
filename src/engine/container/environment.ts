/** The environment of a container's processes (moby container.CreateDaemonEnvironment, ReplaceOrAppendEnvValues; runc's HOME). */

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Later entries replace earlier ones in place; an entry without "=" removes the variable. */
export function mergeEnv(defaults: readonly string[], overrides: readonly string[]): string[] {
  const out = new Map<string, string>()
  for (const entry of [...defaults, ...overrides]) {
    const eq = entry.indexOf('=')
    if (eq < 0) out.delete(entry)
    else out.set(entry.slice(0, eq), entry)
  }
  return [...out.values()]
}
export function daemonEnv(options: {
  hostname: string
  tty: boolean
  config: readonly string[]
  links: readonly string[]
}): string[] {
  const base = [`PATH=${DEFAULT_PATH}`, `HOSTNAME=${options.hostname}`]
  if (options.tty) base.push('TERM=xterm')
  return mergeEnv([...base, ...options.links], options.config)
}
/** As a process gets it: HOME last when nobody set it. */
export function envRecord(env: readonly string[], home: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const entry of env) {
    const eq = entry.indexOf('=')
    if (eq > 0) out[entry.slice(0, eq)] = entry.slice(eq + 1)
  }
  out['HOME'] ??= home
  return out
}
