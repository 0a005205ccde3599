/**
 * ES modules. QuickJS asks for names and texts through binding.resolveModule and binding.moduleSource; names are absolute paths, or
 * "node:fs" for built-in modules. CommonJS and JSON become small modules that export what they are.
 */
const path = require('path')
const builtins = require('internal/builtins')
const packages = require('internal/modules/package')
const stack = require('internal/stack')
const { coded } = require('internal/errors')
const { Module, isEsm, readText } = require('internal/modules/cjs')

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'node-addons'])
const baseOf = (base) => (base.startsWith('/') ? base : path.join(process.cwd(), '[eval1]'))

function resolve(rawBase, request) {
  const base = baseOf(rawBase)
  if (request.startsWith('file:')) return found(require('internal/url').fileURLToPath(request), base, request)
  const builtin = builtins.builtinName(request)
  if (builtin !== null) return `node:${builtin}`
  if (/^(https?|data):/.test(request))
    throw request.startsWith('data:')
      ? require('internal/errors').notSimulated('import of data: URLs')
      : coded(
          Error,
          'ERR_UNSUPPORTED_ESM_URL_SCHEME',
          `Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '${request.slice(0, request.indexOf(':') + 1)}'`,
        )
  if (request.startsWith('/')) return found(request, base)
  if (request.startsWith('./') || request.startsWith('../') || request === '.' || request === '..')
    return found(path.join(path.dirname(base), decodeURIComponent(request)), base)
  if (request.startsWith('#')) {
    const target = packages.resolveImports(request, base, CONDITIONS)
    return target.path ? found(target.path, base) : resolve(base, target.request)
  }
  const [name, subpath] = packages.splitRequest(request)
  const own = packages.nearestPackage(base)
  if (own?.json.name === name && own.json.exports)
    return packages.resolveExports(own.folder, own.json, subpath, CONDITIONS, base)
  for (const folder of packages.nodeModulePaths(path.dirname(base))) {
    const home = `${folder}/${name}`
    if (packages.kind(home) !== 'dir') continue
    const json = packages.readPackage(home)
    if (json?.exports) return found(packages.resolveExports(home, json, subpath, CONDITIONS, base), base)
    if (subpath !== '.') return found(path.join(home, subpath), base)
    for (const candidate of [
      json?.main,
      json?.main && `${json.main}.js`,
      json?.main && `${json.main}/index.js`,
      'index.js',
    ])
      if (candidate && packages.kind(path.join(home, candidate)) === 'file') return path.join(home, candidate)
  }
  throw missing(
    `Cannot find package '${name}' imported from ${base}`,
    'packageResolve (node:internal/modules/esm/resolve:839:9)',
    839,
    '  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);\n        ^',
  )
}
function found(file, base, url) {
  const kind = packages.kind(file)
  if (kind === 'file') return packages.realPath(file)
  if (kind === 'dir') {
    const error = coded(
      Error,
      'ERR_UNSUPPORTED_DIR_IMPORT',
      `Directory import '${file}' is not supported resolving ES modules imported from ${base}`,
    )
    throw error
  }
  void url
  throw missing(
    `Cannot find module '${file}' imported from ${base}`,
    'finalizeResolution (node:internal/modules/esm/resolve:275:11)',
    275,
    '    throw new ERR_MODULE_NOT_FOUND(\n          ^',
    file,
  )
}
function missing(message, site, line, excerpt, file) {
  const error = coded(Error, 'ERR_MODULE_NOT_FOUND', message)
  const tail = [
    `    at ${site}`,
    '    at moduleResolve (node:internal/modules/esm/resolve:932:10)',
    '    at defaultResolve (node:internal/modules/esm/resolve:1056:11)',
    '    at ModuleLoader.defaultResolve (node:internal/modules/esm/loader:654:12)',
    '    at #cachedDefaultResolve (node:internal/modules/esm/loader:603:25)',
    '    at ModuleLoader.resolve (node:internal/modules/esm/loader:586:38)',
    '    at ModuleLoader.getModuleJobForImport (node:internal/modules/esm/loader:242:38)',
    '    at ModuleJob._link (node:internal/modules/esm/module_job:130:49)',
  ]
  Object.defineProperty(error, 'stack', {
    value: `Error [ERR_MODULE_NOT_FOUND]: ${message}\n${tail.join('\n')}`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  if (file) error.url = `file://${file}`
  stack.places.set(error, { excerpt: `node:internal/modules/esm/resolve:${line}\n${excerpt}` })
  return error
}

const identifier = /^[A-Za-z_$][\w$]*$/
const reserved = new Set(
  'default await break case catch class const continue debugger delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)
function names(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return []
  const all = new Set(Object.keys(value))
  if (typeof value === 'function' || value.constructor === undefined)
    for (const name of Object.getOwnPropertyNames(value))
      if (!['length', 'name', 'prototype', 'arguments', 'caller'].includes(name)) all.add(name)
  return [...all].filter((name) => identifier.test(name) && !reserved.has(name))
}
const interop = new Map()
let interopId = 0
/** Text of a module whose exports are those of `value`. */
function wrapper(value, viaDefault) {
  const id = interopId++
  interop.set(id, value)
  const own = names(value)
  const lines = [
    `const m = globalThis[Symbol.for('naru.interop')](${id});`,
    `export default ${viaDefault ? 'm.default' : 'm'};`,
  ]
  for (const name of own)
    if (name !== '__esModule')
      lines.push(`let _${name}; try { _${name} = m[${JSON.stringify(name)}] } catch {} export { _${name} as ${name} };`)
  if (!own.includes('module')) lines.push("export { m as 'module.exports' };")
  return lines.join(' ')
}
Object.defineProperty(globalThis, Symbol.for('naru.interop'), { value: (id) => interop.get(id), enumerable: false })

const metaOf = (file) =>
  `({ __proto__: null, dirname: ${JSON.stringify(path.dirname(file))}, filename: ${JSON.stringify(file)}, url: ${JSON.stringify(`file://${encodeURI(file)}`)}, resolve: (s) => globalThis[Symbol.for('naru.resolve')](${JSON.stringify(file)}, s), main: ${file === mainFile} })`
Object.defineProperty(globalThis, Symbol.for('naru.resolve'), {
  value: (base, request) => {
    const file = resolve(base, request)
    return file.startsWith('node:') ? file : `file://${encodeURI(file)}`
  },
  enumerable: false,
})
let mainFile = null

/** Text of a module by the name that resolve() gave. */
function source(name) {
  if (name.startsWith('node:')) return wrapper(builtins.load(name.slice(5)), false)
  const extension = path.extname(name)
  if (extension === '.json') {
    const value = JSON.parse(readText(name))
    return wrapper(value, false).replace(/ const _[\s\S]*$/, '')
  }
  if (extension === '.node' || extension === '.wasm')
    throw coded(TypeError, 'ERR_UNKNOWN_FILE_EXTENSION', `Unknown file extension "${extension}" for ${name}`)
  if (extension !== '' && !['.js', '.mjs', '.cjs'].includes(extension))
    throw coded(TypeError, 'ERR_UNKNOWN_FILE_EXTENSION', `Unknown file extension "${extension}" for ${name}`)
  const content = readText(name)
  if (!isEsm(name, content)) return wrapper(Module._load(name, undefined, false), false)
  return userSource(name, content)
}
function userSource(name, content) {
  const text = content.startsWith('#!') ? `//${content.slice(2)}` : content
  stack.sources.set(name, text)
  stack.esm.add(name)
  return text
    .replace(/\bimport\.meta\b/g, () => metaOf(name))
    .replace(/(from\s*['"][^'"]+['"])\s+(?:with|assert)\s*\{[^}]*\}/g, '$1')
}
const dynamicImport = binding.evalCode('(specifier) => import(specifier)', '/[import]')
function importMain(file) {
  mainFile = file
  return dynamicImport(file)
}
function importSync(file) {
  const slot = Symbol.for('naru.namespace')
  binding.evalModule(
    `import * as ns from ${JSON.stringify(file)}; globalThis[Symbol.for('naru.namespace')] = ns`,
    `/[require]${interopId++}`,
  )
  const namespace = globalThis[slot]
  delete globalThis[slot]
  if (namespace === undefined)
    throw coded(
      Error,
      'ERR_REQUIRE_ASYNC_MODULE',
      'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.',
    )
  return namespace
}
binding.resolveModule = resolve
binding.moduleSource = source
module.exports = { importMain, importSync, dynamicImport, userSource }
