/**
 * The configuration of distribution 2.8: a YAML file of maps and scalars, over which REGISTRY_… variables go (configuration/parser.go). What would change
 * the behaviour and is not simulated is refused by name.
 */
export interface Config {
  address: string
  root: string
  deletes: boolean
  readonly: boolean
  /** Access log and "response completed" lines. */
  level: string
}
export class ConfigError extends Error {}

/** "a.b.c" → value. Lists in brackets are one value. */
export function yamlLeaves(text: string): Map<string, string> {
  const leaves = new Map<string, string>()
  const path: { indent: number; key: string }[] = []
  for (const line of text.split('\n')) {
    const match = /^( *)([\w-]+):(?:\s+(.*?))?\s*$/.exec(line.replace(/(^|\s)#.*$/, ''))
    if (!match) continue
    const indent = match[1]!.length
    while (path.length && path.at(-1)!.indent >= indent) path.pop()
    path.push({ indent, key: match[2]!.toLowerCase() })
    if (match[3] !== undefined && match[3] !== '')
      leaves.set(path.map(({ key }) => key).join('.'), match[3].replace(/^(['"])(.*)\1$/, '$2'))
  }
  return leaves
}
const REFUSED = /^(auth\.|proxy\.|notifications\.|redis\.|http\.tls\.|storage\.(s3|azure|gcs|swift|oss|inmemory)(\.|$))/

/** Throws ConfigError. */
export function readConfig(text: string, env: Readonly<Record<string, string>>): Config {
  const leaves = yamlLeaves(text)
  if (!leaves.has('version')) throw new ConfigError('error parsing configuration: version not specified')
  for (const [name, value] of Object.entries(env)) {
    const match = /^REGISTRY_(\w+)$/.exec(name)
    if (match) leaves.set(match[1]!.toLowerCase().replaceAll('_', '.'), value)
  }
  for (const key of leaves.keys()) if (REFUSED.test(key)) throw new ConfigError(`${key}: not simulated yet`)
  const yes = (key: string): boolean => leaves.get(key) === 'true'
  return {
    address: leaves.get('http.addr') ?? ':5000',
    root: leaves.get('storage.filesystem.rootdirectory') ?? '/var/lib/registry',
    deletes: yes('storage.delete.enabled'),
    readonly: yes('storage.maintenance.readonly.enabled'),
    level: leaves.get('log.level') ?? 'info',
  }
}
