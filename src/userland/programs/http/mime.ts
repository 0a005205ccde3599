/** Media types by file name extension: Apache's mime.types format and nginx's. */

/** "text/html  html htm" lines, with comments. */
export function parseMimeTypes(text: string): Map<string, string> {
  const types = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [type, ...extensions] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (type) for (const extension of extensions) types.set(extension, type)
  }
  return types
}
export const extensionOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
}
