/** From a URL's path to a file, and the settings that hold there (ap_directory_walk and its kin). */
import { SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import type { Stat } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { SyntaxError } from './config/directives.ts'
import { merge, walk } from './config/load.ts'
import { OpenError, ReadError, readConfig } from './config/parse.ts'
import type { DirSettings, Section, ServerConfig, VirtualHost } from './config/types.ts'

export interface Found {
  /** The file, or the last path that exists. */
  file: string
  /** Null: it does not exist. */
  stat: Stat | null
  /** What follows a file in the path. */
  pathInfo: string
  settings: DirSettings
}
/** A file that may not be reached, with what the error log says of it. */
export class Refused extends Error {
  readonly status: number
  readonly error: SysError | null
  constructor(status: number, message: string, error: SysError | null) {
    super(message)
    this.status = status
    this.error = error
  }
}

const matches = (section: Section, path: string): boolean => {
  if (section.match) return section.match.test(path)
  return (
    section.text === '/' ||
    path === section.text ||
    path.startsWith(section.text.endsWith('/') ? section.text : `${section.text}/`)
  )
}
const byLength = (a: Section, b: Section): number => a.text.split('/').length - b.text.split('/').length

export function settingsFor(
  sys: Sys,
  config: ServerConfig,
  host: VirtualHost,
  uri: string,
  file: string,
  isDirectory: boolean,
): DirSettings {
  const sections = host === config.main ? config.main.sections : [...config.main.sections, ...host.sections]
  const directories = sections.filter((section) => section.kind === 'directory' && !section.match).sort(byLength)
  const patterns = sections.filter(
    (section) => section.kind === 'directorymatch' || (section.kind === 'directory' && section.match),
  )
  const dir = isDirectory ? file : file.slice(0, file.lastIndexOf('/')) || '/'
  const name = file.slice(file.lastIndexOf('/') + 1)
  const chain: DirSettings[] = [config.main.settings]
  if (host !== config.main) chain.push(host.settings)
  const inner: Section[] = []
  const parts = dir === '/' ? [''] : dir.split('/')
  let path = ''
  for (const part of parts) {
    path = part === '' ? '' : `${path}/${part}`
    for (const section of directories)
      if ((section.text === '/' ? '' : section.text) === path) {
        chain.push(section.settings)
        inner.push(...section.inner)
      }
    const so = merge(...chain)
    if (so.allowOverride && !so.allowOverride.includes('none') && path !== '') {
      const own = readHtaccess(sys, config, host, path)
      if (own) {
        chain.push(own.settings)
        inner.push(...own.inner)
      }
    }
  }
  for (const section of patterns)
    if (matches(section, dir) || matches(section, `${dir}/`)) {
      chain.push(section.settings)
      inner.push(...section.inner)
    }
  const files = [...sections.filter((section) => section.kind.startsWith('files')), ...inner]
  if (!isDirectory)
    for (const section of files)
      if (section.match ? section.match.test(name) : section.text === name) chain.push(section.settings)
  for (const section of sections)
    if (section.kind.startsWith('location') && matches(section, uri)) chain.push(section.settings)
  return merge(...chain)
}

function readHtaccess(sys: Sys, config: ServerConfig, host: VirtualHost, dir: string): Section | null {
  const file = `${dir}/.htaccess`
  try {
    sys.stat(file)
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
  const section: Section = { kind: 'directory', text: dir, match: null, settings: {}, inner: [] }
  try {
    const reading = {
      sys,
      serverRoot: config.serverRoot,
      defines: new Map<string, string>(),
      modules: config.modules,
      version: '2.4.68',
    }
    const aliases = [...host.aliases]
    const own: VirtualHost = { ...host, aliases }
    walk(readConfig(reading, file), {
      sys,
      config,
      host: own,
      settings: section.settings,
      section: null,
      htaccess: true,
    })
    return section
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused(500, `${file}: ${error.message}`, null)
    if (error instanceof ReadError || error instanceof OpenError)
      throw new Refused(error instanceof OpenError ? 403 : 500, `${file}: ${error.message}`, null)
    throw error
  }
}

/** Walks down to the file. A part that is a file ends the way: the rest is path info. Throws Refused. */
export function locate(
  sys: Sys,
  root: string,
  path: string,
  uri: string,
): { file: string; stat: Stat | null; pathInfo: string } {
  let file = root.replace(/\/+$/, '')
  const parts = path.split('/').filter((part) => part !== '')
  const look = (): Stat | null => {
    try {
      return sys.stat(file || '/')
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
      if (error.code === 'EACCES')
        throw new Refused(
          403,
          `AH00035: access to ${uri} denied (filesystem path '${file}') because search permissions are missing on a component of the path`,
          error,
        )
      if (error.code === 'ENAMETOOLONG')
        throw new Refused(403, `AH00036: access to ${uri} failed (filesystem path '${file}')`, error)
      throw new Refused(403, `AH00037: Symbolic link not allowed or link target not accessible: ${file}`, null)
    }
  }
  let stat = look()
  for (let i = 0; i < parts.length; i++) {
    if (stat && !isDir(stat)) return { file, stat, pathInfo: `/${parts.slice(i).join('/')}` }
    file = `${file}/${parts[i]}`
    stat = look()
    if (!stat) return { file: [file, ...parts.slice(i + 1)].join('/'), stat: null, pathInfo: '' }
  }
  return { file: file || '/', stat, pathInfo: stat && !isDir(stat) && path.endsWith('/') && path !== '/' ? '/' : '' }
}
