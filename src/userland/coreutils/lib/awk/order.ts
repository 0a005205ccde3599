/** The hashes of mawk (FNV-1a) and of BusyBox's awk, which decide the order of `for (k in a)`. */
export function fnv1a(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return hash >>> 0
}
export function times63(text: string): number {
  let index = 0
  for (let i = 0; i < text.length; i++) index = (Math.imul(index, 63) + text.charCodeAt(i)) >>> 0
  return index
}
