/** Require, and whether a request passes (mod_authz_core, mod_authz_host). */
import type { Require } from './types.ts'

export function parseRequire(args: readonly string[]): Require | string {
  const rest = [...args]
  const not = rest[0]?.toLowerCase() === 'not' && rest.shift() !== undefined
  const [kind = '', ...values] = rest
  switch (kind.toLowerCase()) {
    case 'all': {
      const word = values[0]?.toLowerCase()
      if (values.length !== 1 || (word !== 'granted' && word !== 'denied'))
        return `Argument for 'Require all' must be 'granted' or 'denied'`
      return { kind: 'all', granted: (word === 'granted') !== not }
    }
    case 'ip':
    case 'host':
    case 'forward-dns':
      if (!values.length) return `'require ${kind}' requires an argument`
      return { kind: kind.toLowerCase() === 'ip' ? 'ip' : 'host', not, values }
    case 'method':
      return { kind: 'method', not, values: values.map((value) => value.toUpperCase()) }
    case 'local':
      return { kind: 'local' }
    case 'user':
    case 'valid-user':
    case 'group':
    case 'expr':
    case 'env':
      return `Require ${kind} is not simulated yet`
    case '':
      return 'Require directive requires arguments'
  }
  return `Unknown Authz provider: ${kind}`
}

export interface Asking {
  address: string
  method: string
}
export function allows(rule: Require, asking: Asking): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.granted
    case 'local':
      return asking.address.startsWith('127.') || asking.address === '::1'
    case 'ip':
      return rule.values.some((value) => inNetwork(asking.address, value)) !== rule.not
    case 'host':
      return rule.not
    case 'method':
      return rule.values.includes(asking.method) !== rule.not
    case 'group': {
      const results = rule.rules.map((inner) => allows(inner, asking))
      return rule.mode === 'all'
        ? results.every(Boolean)
        : rule.mode === 'any'
          ? results.some(Boolean)
          : !results.some(Boolean)
    }
  }
}
/** "172.17", "172.17.0.0/16", "172.17.0.0/255.255.0.0", or an address. */
export function inNetwork(address: string, network: string): boolean {
  if (address === network) return true
  const [base, mask] = network.split('/')
  const number = (text: string): number | null => {
    const parts = text.split('.').filter(Boolean)
    if (!parts.length || parts.length > 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null
    while (parts.length < 4) parts.push('0')
    return parts.reduce((sum, part) => sum * 256 + +part, 0)
  }
  const a = number(address)
  const b = number(base!)
  if (a === null || b === null || !/^\d+(\.\d+){3}$/.test(address)) return false
  const parts = base!.split('.').filter(Boolean).length
  const ones =
    mask === undefined
      ? parts * 8
      : mask.includes('.')
        ? (number(mask)! >>> 0).toString(2).replace(/0/g, '').length
        : +mask
  const size = 2 ** (32 - ones)
  return Math.floor(a / size) === Math.floor(b / size)
}
