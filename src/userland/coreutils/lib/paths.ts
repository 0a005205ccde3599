/** Names of files: their parts, joined and simplified as text. */

/** Without trailing slashes; "/" stays. */
export const stripSlashes = (path: string): string => (path === '' ? '' : path.replace(/\/+$/, '') || '/')
/** basename(1) */
export function baseName(path: string): string {
  const stripped = stripSlashes(path)
  return stripped === '/' ? '/' : stripped.slice(stripped.lastIndexOf('/') + 1)
}
/** dirname(1) */
export function dirName(path: string): string {
  const stripped = stripSlashes(path)
  const slash = stripped.lastIndexOf('/')
  if (slash < 0) return '.'
  return stripSlashes(stripped.slice(0, slash)) || '/'
}
export const join = (directory: string, name: string): string =>
  directory.endsWith('/') ? directory + name : `${directory}/${name}`
/** Absolute, without ".", "..", or doubled slashes; purely as text. */
export function normalise(path: string): string {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return `/${out.join('/')}`
}
