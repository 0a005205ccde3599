/** Paths of the learner's files, absolute and without a slash at their end. */
export const HOME = '/home/student'

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
/** `path` after `from` became `to`. */
export const moved = (path: string, from: string, to: string): string =>
  isWithin(path, from) ? to + path.slice(from.length) : path
/** As a prompt shows it: "~/app". */
export const tilde = (path: string): string => (isWithin(path, HOME) ? `~${path.slice(HOME.length)}` : path)

const encoder = new TextEncoder()
/** Why a name cannot be given to a file; null: it can. 255 bytes is Linux's NAME_MAX. */
export function nameTrouble(name: string): 'empty' | 'slash' | 'dots' | 'long' | null {
  if (!name.trim()) return 'empty'
  if (name.includes('/') || name.includes('\0')) return 'slash'
  if (name === '.' || name === '..') return 'dots'
  return encoder.encode(name).length > 255 ? 'long' : null
}

/** One word of a shell line. */
export function shellWord(word: string): string {
  const home = word === '~' || word.startsWith('~/') ? word.slice(0, 2) : ''
  const rest = word.slice(home.length)
  return home + (rest === '' || /^[\w@%+=:,./가-힣-]+$/.test(rest) ? rest : `'${rest.replaceAll("'", `'\\''`)}'`)
}
