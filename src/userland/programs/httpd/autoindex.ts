/** Directory listings: the plain list, and FancyIndexing (mod_autoindex), without icons' files. */
import { isDir } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { minuteDate } from '../http/date.ts'
import { escapeHtml, percentEncode } from '../http/url.ts'
import { wildcard } from './config/glob.ts'
import { DOCTYPE } from './pages.ts'

interface Entry {
  name: string
  stat: Stat
}
/** ap_os_escape_path: what may stand in a path; a colon in the first part needs a "./" before it. */
const href = (name: string): string => {
  const encoded = percentEncode(name, "$-_.+!*'(),:@&=/~")
  return escapeHtml(/^[^/]*:/.test(encoded) ? `./${encoded}` : encoded)
}

/** `options`: IndexOptions in lower case; `query`: the C=…;O=… of the column links. */
export function autoindex(
  sys: Sys,
  directory: string,
  uri: string,
  options: ReadonlySet<string>,
  ignore: readonly string[],
  query: string,
): string {
  const ignored = ignore.map(wildcard)
  const entries: Entry[] = []
  for (const { name } of sys.readdir(directory)) {
    if (name === '.' || name === '..' || name.startsWith('.ht') || ignored.some((pattern) => pattern.test(name)))
      continue
    if (name.startsWith('.') && ignore.length) continue
    try {
      const stat = sys.stat(`${directory}/${name}`)
      entries.push({ name: isDir(stat) ? `${name}/` : name, stat })
    } catch (error) {
      // Links to nowhere are left out.
      if (!(error instanceof SysError)) throw error
    }
  }
  const fancy = options.has('fancyindexing')
  const column = fancy ? (/C=([NMSD])/.exec(query)?.[1] ?? 'N') : 'N'
  const descending = fancy && /O=D/.test(query)
  entries.sort((a, b) => {
    const byName = a.name < b.name ? -1 : a.name > b.name ? 1 : 0
    const order =
      (options.has('foldersfirst') ? Number(isDir(b.stat)) - Number(isDir(a.stat)) : 0) ||
      (column === 'M' ? a.stat.mtime - b.stat.mtime : column === 'S' ? sizeKey(a) - sizeKey(b) : 0) ||
      byName
    return descending ? -order : order
  })
  const title = escapeHtml(uri.replace(/(.)\/+$/, '$1'))
  const parent = uri === '/' ? null : uri.replace(/[^/]+\/$/, '')
  const head = `${DOCTYPE}<html>\n <head>\n  <title>Index of ${title}</title>\n </head>\n <body>\n<h1>Index of ${title}</h1>\n`
  return (
    head + (fancy ? fancyList(entries, parent, column, descending) : plainList(entries, parent)) + '</body></html>\n'
  )
}
const sizeKey = ({ stat }: Entry): number => (isDir(stat) ? -1 : stat.size)

function plainList(entries: readonly Entry[], parent: string | null): string {
  const line = (link: string, text: string): string => `<li><a href="${link}"> ${text}</a></li>\n`
  return `<ul>${parent === null ? '' : line(href(parent), 'Parent Directory')}${entries
    .map(({ name }) => line(href(name), escapeHtml(name)))
    .join('')}</ul>\n`
}

const NAME_WIDTH = 23
function fancyList(entries: readonly Entry[], parent: string | null, column: string, descending: boolean): string {
  const link = (key: string, label: string): string =>
    `<a href="?C=${key};O=${key === column && !descending ? 'D' : 'A'}">${label}</a>`
  let out = `<pre>${link('N', 'Name')}${' '.repeat(NAME_WIDTH - 4)} ${link('M', 'Last modified')}      ${link('S', 'Size')}  ${link('D', 'Description')}<hr>`
  const line = (name: string, text: string, date: string, size: string): string => {
    const shown = text.length > NAME_WIDTH ? `${text.slice(0, NAME_WIDTH - 3)}..>` : text
    return `<a href="${href(name)}">${escapeHtml(shown)}</a>${' '.repeat(Math.max(0, NAME_WIDTH - shown.length))} ${date.padEnd(16)}  ${size}  \n`
  }
  if (parent !== null) out += line(parent, 'Parent Directory', '', '  - ')
  for (const { name, stat } of entries)
    out += line(name, name, minuteDate(stat.mtime), isDir(stat) ? '  - ' : size(stat.size))
  return `${out}<hr></pre>\n`
}
/** apr_strfsize: four characters. */
function size(bytes: number): string {
  if (bytes < 973) return `${String(bytes).padStart(3)} `
  let value = bytes
  for (const unit of 'KMGTPE') {
    const rest = value % 1024
    value = Math.floor(value / 1024)
    if (value >= 973) continue
    if (value < 9 || (value === 9 && rest < 973)) {
      const tenth = Math.floor((rest * 5 + 256) / 512)
      return tenth >= 10 ? `${value + 1}.0${unit}` : `${value}.${tenth}${unit}`
    }
    return `${String(rest >= 512 ? value + 1 : value).padStart(3)}${unit}`
  }
  return '****'
}
