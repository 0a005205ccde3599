/** Dockerfile instructions of `commit --change` and `import --change` (moby builder/dockerfile BuildFromConfig). */
import type { ContainerConfig } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'

const VALID = [
  'cmd',
  'entrypoint',
  'env',
  'expose',
  'label',
  'onbuild',
  'user',
  'volume',
  'workdir',
  'healthcheck',
  'stopsignal',
]
const SHELL = ['/bin/sh', '-c']

/** Applies the instructions to a copy of `config`. Throws invalidParameter. */
export function applyChanges(config: ContainerConfig, changes: readonly string[]): ContainerConfig {
  const out: ContainerConfig = { ...config }
  let cmdSet = false
  for (const change of changes
    .flatMap((text) => text.split('\n'))
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [word = ''] = change.split(/\s/)
    const name = word.toLowerCase()
    const rest = change.slice(word.length).trim()
    if (!VALID.includes(name)) throw invalid(`${word.toUpperCase()} is not a valid change command`)
    if (name === 'cmd') cmdSet = true
    apply(out, name, rest, cmdSet)
  }
  return out
}
function apply(out: ContainerConfig, name: string, rest: string, cmdSet: boolean): void {
  const upper = name.toUpperCase()
  const one = (): string => {
    if (rest === '' || words(rest).length !== 1) throw invalid(`${upper} requires exactly one argument`)
    return words(rest)[0]!
  }
  const some = (): void => {
    if (rest === '') throw invalid(`${upper} requires at least one argument`)
  }
  switch (name) {
    case 'cmd':
      out.Cmd = command(rest)
      return
    case 'entrypoint':
      out.Entrypoint = rest === '' ? null : command(rest)
      if (!cmdSet) out.Cmd = null
      return
    case 'env':
      some()
      for (const [key, value] of pairs(rest, upper)) {
        out.Env = [...(out.Env ?? []).filter((entry) => !entry.startsWith(`${key}=`)), `${key}=${value}`]
      }
      return
    case 'label':
      some()
      out.Labels = { ...(out.Labels ?? {}), ...Object.fromEntries(pairs(rest, upper)) }
      return
    case 'expose':
      some()
      out.ExposedPorts = { ...(out.ExposedPorts ?? {}) }
      for (const word of words(rest)) for (const port of ports(word)) out.ExposedPorts[port] = {}
      return
    case 'volume':
      some()
      out.Volumes = { ...(out.Volumes ?? {}) }
      for (const path of jsonList(rest) ?? words(rest)) {
        if (path.trim() === '') throw invalid('VOLUME specified can not be an empty string')
        out.Volumes[path] = {}
      }
      return
    case 'workdir': {
      const path = one()
      const base = out.WorkingDir || '/'
      out.WorkingDir = path.startsWith('/') ? path : `${base === '/' ? '' : base}/${path}`
      return
    }
    case 'user':
      out.User = one()
      return
    case 'stopsignal':
      out.StopSignal = one()
      return
    case 'onbuild':
      some()
      out.OnBuild = [...(out.OnBuild ?? []), rest]
      return
    case 'healthcheck':
      out.Healthcheck = healthcheck(rest)
  }
}
function jsonList(text: string): string[] | null {
  if (!text.startsWith('[')) return null
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null
  } catch {
    return null
  }
}
const command = (text: string): string[] => jsonList(text) ?? [...SHELL, text]

/** Words with quotes and backslashes, as the Dockerfile parser splits them. */
function words(text: string): string[] {
  const out: string[] = []
  let word = ''
  let open = false
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const ch = text[i]!
    if (quote) {
      if (ch === quote) quote = ''
      else if (ch === '\\' && quote === '"' && i + 1 < text.length) word += text[++i]!
      else word += ch
    } else if (ch === '"' || ch === "'") {
      quote = ch
      open = true
    } else if (ch === '\\' && i + 1 < text.length) {
      word += text[++i]!
      open = true
    } else if (/\s/.test(ch)) {
      if (open) out.push(word)
      word = ''
      open = false
    } else {
      word += ch
      open = true
    }
  }
  if (open) out.push(word)
  return out
}
/** "a=1 b=2", or the old "a some value". */
function pairs(text: string, upper: string): [string, string][] {
  const list = words(text)
  if (!list[0]!.includes('=')) {
    const space = text.search(/\s/)
    if (space < 0) throw invalid(`${upper} must have two arguments`)
    return [[text.slice(0, space), text.slice(space).trim()]]
  }
  return list.map((word) => {
    const eq = word.indexOf('=')
    if (eq < 0) throw invalid(`Syntax error - can't find = in "${word}". Must be of the form: name=value`)
    if (eq === 0) throw invalid(`${upper} names can not be blank`)
    return [word.slice(0, eq), word.slice(eq + 1)]
  })
}
function ports(word: string): string[] {
  const match = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(word)
  if (!match) throw invalid(`invalid containerPort: ${word.split('/')[0]!}`)
  const low = Number(match[1])
  const high = Number(match[2] ?? low)
  return Array.from({ length: high - low + 1 }, (_, i) => `${low + i}/${(match[3] ?? 'tcp').toLowerCase()}`)
}
function healthcheck(rest: string): NonNullable<ContainerConfig['Healthcheck']> {
  if (rest.toUpperCase() === 'NONE') return { Test: ['NONE'] }
  const match = /^CMD\s+(.*)$/is.exec(rest)
  if (!match) throw invalid(`Unknown type "${rest.split(/\s/)[0]!}" in HEALTHCHECK (try CMD)`)
  const list = jsonList(match[1]!)
  return { Test: list ? ['CMD', ...list] : ['CMD-SHELL', match[1]!] }
}
