/** The environment of a container's processes (moby container.CreateDaemonEnvironment, ReplaceOrAppendEnvValues; runc's HOME). */

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * An override takes the place of a default, or comes after all of them; given twice, the last one counts, where it stands. An entry
 * without "=" removes the variable.
 */
export function mergeEnv(defaults: readonly string[], overrides: readonly string[]): string[] {
  const nameOf = (entry: string): string => entry.split('=', 1)[0]!
  const fixed = new Map(defaults.map((entry) => [nameOf(entry), entry]))
  const added = new Map<string, string>()
  for (const entry of overrides) {
    const name = nameOf(entry)
    if (!entry.includes('=')) {
      fixed.delete(name)
      added.delete(name)
    } else if (fixed.has(name)) fixed.set(name, entry)
    else {
      added.delete(name)
      added.set(name, entry)
    }
  }
  return [...fixed.values(), ...added.values()]
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
/** As a process gets it: HOME last when nobody set it, or set it to nothing. */
export function envRecord(env: readonly string[], home: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const entry of env) {
    const eq = entry.indexOf('=')
    if (eq > 0) out[entry.slice(0, eq)] = entry.slice(eq + 1)
  }
  out['HOME'] ||= home
  return out
}
