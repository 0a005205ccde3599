/** The hashes of mawk (FNV-1a) and of BusyBox's awk, which decide the order of `for (k in a)`. */
export function fnv1a(text: string): number {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return hash >>> 0
}
export function shiftAdd(text: string): number {
  let index = 0
  for (let i = 0; i < text.length; i++) index = (text.charCodeAt(i) + (index << 6) + (index >>> 26)) >>> 0
  return index
}
