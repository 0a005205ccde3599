/** Values as nginx writes them: times, addresses. */

/** Seconds of "65", "1m", "500ms". */
export function seconds(text: string): number {
  let total = 0
  for (const [, n, unit] of text.matchAll(/(\d+)(ms|[smhdwMy])?/g))
    total += +n! * ({ ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, M: 2592000, y: 31536000 }[unit ?? 's'] ?? 1)
  return total
}
export function hostAndPort(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(text)
  return { host: match?.[1] ?? match?.[2] ?? text, port: match?.[3] === undefined ? 80 : +match[3] }
}
