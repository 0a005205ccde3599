/** package.json files: reading, the nearest one, `exports` and `imports` (Node's documentation, Modules: Packages). */
const { raw, SysFailure } = require('internal/sys')
const { coded } = require('internal/errors')

const known = new Map()
/** The parsed package.json of a folder, or null. */
function readPackage(folder) {
  if (known.has(folder)) return known.get(folder)
  const file = `${folder === '/' ? '' : folder}/package.json`
  let parsed = null
  const text = kind(file) === 'file' ? readText(file) : null
  if (text !== null) {
    try {
      parsed = JSON.parse(text)
    } catch (error) {
      throw coded(Error, 'ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${file}.\n${error.message}`)
    }
    if (parsed === null || typeof parsed !== 'object') parsed = {}
  }
  known.set(folder, parsed)
  return parsed
}
/** Null when it cannot be read. */
function readText(path) {
  const known = texts.get(path)
  if (known !== undefined) return known
  try {
    return binding.decode(new Uint8Array(raw('readFile', [path])), 'utf-8', false)
  } catch (error) {
    if (error instanceof SysFailure) return null
    throw error
  }
}
/** { folder, json } of the package that a file belongs to. */
function nearestPackage(path) {
  let folder = path.slice(0, path.lastIndexOf('/')) || '/'
  for (;;) {
    if (!folder.endsWith('/node_modules')) {
      const json = readPackage(folder)
      if (json) return { folder, json }
    }
    if (folder === '/') return null
    folder = folder.slice(0, folder.lastIndexOf('/')) || '/'
  }
}
/**
 * What is where, for the time of one run of require: the kernel gives a folder at a time, and of a package in node_modules all of it, so that
 * loading a tree of packages does not ask for each of its files. Any change to the file system and any turn of the loop forgets it.
 */
const folders = new Map()
const texts = new Map()
function forget() {
  if (!folders.size) return
  folders.clear()
  texts.clear()
}
require('internal/sys').onChange(forget)
/** { real, entries: { name: [kind, is a link] } } or null */
function folderAt(path) {
  const cached = folders.get(path)
  if (cached !== undefined) return cached
  if (path !== '/' && kind(path) !== 'dir') {
    folders.set(path, null)
    return null
  }
  const found = raw('folder', [path])
  for (const each of Object.keys(found.folders)) folders.set(each, found.folders[each])
  for (const each of Object.keys(found.texts)) texts.set(each, found.texts[each])
  if (!folders.has(path)) folders.set(path, null)
  return folders.get(path)
}
const split = (path) => {
  const clean = path.length > 1 && path.endsWith('/') ? path.replace(/\/+$/, '') : path
  const at = clean.lastIndexOf('/')
  return [clean.slice(0, at) || '/', clean.slice(at + 1)]
}
const plain = (path) => path.startsWith('/') && !/\/\.{0,2}\/|\/\.{1,2}$/.test(path)
/** 'file', 'dir' or null */
function kind(path) {
  if (path === '/') return 'dir'
  if (!plain(path)) return raw('kind', [path])
  const [parent, name] = split(path)
  const folder = folderAt(parent)
  if (folder === null) return null
  if (folder.unreadable) return raw('kind', [path])
  return Object.hasOwn(folder.entries, name) ? folder.entries[name][0] : null
}
/** Without symbolic links. */
function realPath(path) {
  if (plain(path) && path !== '/') {
    const [parent, name] = split(path)
    const folder = folderAt(parent)
    const entry = folder && !folder.unreadable && Object.hasOwn(folder.entries, name) ? folder.entries[name] : undefined
    if (entry && !entry[1]) return `${folder.real === '/' ? '' : folder.real}/${name}`
  }
  return raw('realpath', [path])
}

/** What the conditions choose: a string, null (excluded) or undefined. */
function target(value, conditions, star) {
  if (typeof value === 'string') return star === undefined ? value : value.replaceAll('*', star)
  if (Array.isArray(value)) {
    for (const each of value) {
      const found = target(each, conditions, star)
      if (found !== undefined && found !== null) return found
    }
    return undefined
  }
  if (value === null) return null
  if (typeof value === 'object') {
    for (const key of Object.keys(value))
      if (key === 'default' || conditions.has(key)) {
        const found = target(value[key], conditions, star)
        if (found !== undefined) return found
      }
  }
  return undefined
}
function match(map, subpath, conditions) {
  if (Object.hasOwn(map, subpath) && !subpath.includes('*')) return target(map[subpath], conditions)
  const patterns = Object.keys(map)
    .filter((key) => key.includes('*'))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)
  for (const pattern of patterns) {
    const [head, tail] = pattern.split('*')
    if (subpath.startsWith(head) && subpath.endsWith(tail) && subpath.length >= pattern.length)
      return target(map[pattern], conditions, subpath.slice(head.length, subpath.length - tail.length))
  }
  return undefined
}
/** Path of a subpath ('.', './x') that `exports` allows. */
function resolveExports(folder, json, subpath, conditions, parent) {
  const { exports } = json
  const sugar =
    typeof exports === 'string' ||
    Array.isArray(exports) ||
    (exports !== null && !Object.keys(exports).some((key) => key.startsWith('.')))
  const map = sugar ? { '.': exports } : exports
  const found = match(map, subpath, conditions)
  if (typeof found === 'string') return folder + found.slice(1)
  const from = parent ? ` imported from ${parent}` : ''
  throw subpath === '.'
    ? coded(Error, 'ERR_PACKAGE_PATH_NOT_EXPORTED', `No "exports" main defined in ${folder}/package.json${from}`)
    : coded(
        Error,
        'ERR_PACKAGE_PATH_NOT_EXPORTED',
        `Package subpath '${subpath}' is not defined by "exports" in ${folder}/package.json${from}`,
      )
}
/** '#name' by the nearest package's `imports`. */
function resolveImports(request, parent, conditions) {
  const nearest = nearestPackage(parent)
  const found = nearest?.json.imports ? match(nearest.json.imports, request, conditions) : undefined
  if (typeof found !== 'string')
    throw coded(
      TypeError,
      'ERR_PACKAGE_IMPORT_NOT_DEFINED',
      `Package import specifier "${request}" is not defined${nearest ? ` in package ${nearest.folder}/package.json` : ''} imported from ${parent}`,
    )
  return found.startsWith('./') ? { path: nearest.folder + found.slice(1) } : { request: found }
}
/** "@a/b/c" → ["@a/b", "./c"] */
function splitRequest(request) {
  const parts = request.split('/')
  const count = request.startsWith('@') ? 2 : 1
  const rest = parts.slice(count).join('/')
  return [parts.slice(0, count).join('/'), rest ? `./${rest}` : '.']
}
function nodeModulePaths(from) {
  const out = []
  let folder = from
  for (;;) {
    if (!folder.endsWith('/node_modules')) out.push(`${folder === '/' ? '' : folder}/node_modules`)
    if (folder === '/') return out
    folder = folder.slice(0, folder.lastIndexOf('/')) || '/'
  }
}
module.exports = {
  readPackage,
  readText,
  nearestPackage,
  kind,
  realPath,
  forget,
  resolveExports,
  resolveImports,
  splitRequest,
  nodeModulePaths,
  clear: () => known.clear(),
}
