/** CommonJS modules: node:internal/modules/cjs/loader. */
const path = require('path')
const builtins = require('internal/builtins')
const packages = require('internal/modules/package')
const stack = require('internal/stack')
const { invalidArgType, coded } = require('internal/errors')

const CONDITIONS = new Set(['node', 'require', 'module-sync', 'node-addons'])

function Module(id = '', parent) {
  this.id = id
  this.path = path.dirname(id)
  this.exports = {}
  Object.defineProperty(this, 'parent', { value: parent, writable: true, configurable: true, enumerable: false })
  this.filename = null
  this.loaded = false
  this.children = []
  parent?.children?.push(this)
}
Module._cache = Object.create(null)
Module._pathCache = Object.create(null)
Module._extensions = Object.create(null)
Module.globalPaths = []
Module.builtinModules = builtins.names
Module.isBuiltin = builtins.isBuiltin
Module.Module = Module
Module.wrapper = [stack.WRAPPER, '\n});']
Module.wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1]
Module._nodeModulePaths = packages.nodeModulePaths
Module._initPaths = () => {}
Module.syncBuiltinESMExports = () => {}
Module.runMain = () => {}

const withExtension = (base) => {
  for (const extension of Object.keys(Module._extensions)) {
    const candidate = base + extension
    if (packages.kind(candidate) === 'file') return candidate
  }
  return null
}
function asDirectory(folder) {
  const json = packages.readPackage(folder)
  if (json && typeof json.main === 'string' && json.main) {
    const main = path.resolve(folder, json.main)
    const found = asFile(main) ?? withExtension(path.join(main, 'index'))
    if (found) return found
    const index = withExtension(path.join(folder, 'index'))
    if (!index) {
      const error = new Error(
        `Cannot find module '${main}'. Please verify that the package.json has a valid "main" entry`,
      )
      error.code = 'MODULE_NOT_FOUND'
      error.path = path.join(folder, 'package.json')
      error.requestPath = folder
      throw error
    }
    return index
  }
  return withExtension(path.join(folder, 'index'))
}
const asFile = (base) => (packages.kind(base) === 'file' ? base : withExtension(base))
function asPath(request) {
  const slash = /(?:^|\/)\.?\.?\/?$/.test(request) && /\/$|\/\.\.?$|^\.\.?$/.test(request)
  return (slash ? null : asFile(request)) ?? (packages.kind(request) === 'dir' ? asDirectory(request) : null)
}
const real = packages.realPath

Module._findPath = (request, paths) => {
  for (const folder of paths) {
    const found = asPath(path.resolve(folder, request))
    if (found) return real(found)
  }
  return false
}
Module._resolveLookupPaths = (request, parent) => {
  if (builtins.isBuiltin(request)) return null
  if (/^\.\.?(\/|$)/.test(request)) return [parent?.filename ? path.dirname(parent.filename) : '.']
  return [...(parent?.paths ?? []), ...Module.globalPaths]
}
Module._resolveFilename = function (request, parent, isMain, options) {
  if (builtins.isBuiltin(request)) return request
  const from = parent?.filename ?? path.join(process.cwd(), '[eval]')
  let found = null
  if (request.startsWith('#')) {
    const target = packages.resolveImports(request, from, CONDITIONS)
    if (target.path) return target.path
    return Module._resolveFilename(target.request, parent, isMain)
  }
  if (options?.paths) {
    for (const start of options.paths) {
      const fake = new Module('')
      fake.filename = path.join(path.resolve(start), 'x')
      fake.paths = packages.nodeModulePaths(path.resolve(start))
      try {
        return Module._resolveFilename(request, fake, false)
      } catch {
        // the next one
      }
    }
  } else if (request.startsWith('/') || /^\.\.?(\/|$)/.test(request)) {
    found = asPathKeepingSlash(
      request.startsWith('/') ? path.normalize(request) : path.join(path.dirname(from), request),
      request,
    )
  } else {
    const [name, subpath] = packages.splitRequest(request)
    const own = packages.nearestPackage(from)
    if (own?.json.name === name && own.json.exports !== undefined && own.json.exports !== null)
      return real(packages.resolveExports(own.folder, own.json, subpath, CONDITIONS))
    for (const folder of parent?.paths ?? packages.nodeModulePaths(path.dirname(from))) {
      const home = `${folder}/${name}`
      const json = packages.kind(home) === 'dir' ? packages.readPackage(home) : null
      if (json && json.exports !== undefined && json.exports !== null) {
        const target = packages.resolveExports(home, json, subpath, CONDITIONS)
        if (packages.kind(target) === 'file') return real(target)
        break
      }
      found = asPathKeepingSlash(path.join(folder, request), request)
      if (found) break
    }
  }
  if (found) return real(found)
  const requireStack = []
  for (let at = parent; at; at = at.parent) if (at.filename ?? at.id) requireStack.push(at.filename ?? at.id)
  throw notFound(
    request,
    isMain ? [] : requireStack.filter((file) => file !== '[eval]').length ? requireStack : parent ? [from] : [],
    isMain,
  )
}
const asPathKeepingSlash = (file, request) =>
  /\/$/.test(request) ? (packages.kind(file) === 'dir' ? asDirectory(file.replace(/\/$/, '')) : null) : asPath(file)
function notFound(request, requireStack, isMain) {
  const message = `Cannot find module '${request}'${requireStack.length ? `\nRequire stack:\n- ${requireStack.join('\n- ')}` : ''}`
  const error = new Error(message)
  const own = error.stack
    .slice(error.stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
  const head = [
    '    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15)',
    '    at Function._load (node:internal/modules/cjs/loader:1055:27)',
    '    at TracingChannel.traceSync (node:diagnostics_channel:322:14)',
    '    at wrapModuleLoad (node:internal/modules/cjs/loader:220:24)',
    ...(isMain
      ? [
          '    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:170:5)',
          '    at node:internal/main/run_main_module:36:49',
        ]
      : [
          '    at Module.require (node:internal/modules/cjs/loader:1311:12)',
          '    at require (node:internal/modules/helpers:136:16)',
        ]),
  ]
  const value = [`Error: ${message}`, ...[...head, ...(isMain ? [] : own)].slice(0, 10)].join('\n')
  Object.defineProperty(error, 'stack', { value, writable: true, configurable: true, enumerable: false })
  error.code = 'MODULE_NOT_FOUND'
  error.requireStack = requireStack
  stack.places.set(error, { excerpt: 'node:internal/modules/cjs/loader:1228\n  throw err;\n  ^' })
  return error
}

Module._load = function (request, parent, isMain) {
  const builtin = builtins.builtinName(request)
  if (builtin !== null) return builtins.load(builtin)
  const filename = Module._resolveFilename(request, parent, isMain)
  if (builtins.isBuiltin(filename)) return builtins.load(builtins.builtinName(filename))
  const cached = Module._cache[filename]
  if (cached) {
    if (parent && !parent.children.includes(cached)) parent.children.push(cached)
    return cached.exports
  }
  const module = new Module(filename, parent)
  if (isMain) {
    process.mainModule = module
    module.id = '.'
  }
  Module._cache[filename] = module
  let fine = false
  try {
    module.load(filename)
    fine = true
  } finally {
    if (!fine) delete Module._cache[filename]
  }
  return module.exports
}
Module.prototype.load = function (filename) {
  this.filename = filename
  this.paths = packages.nodeModulePaths(path.dirname(filename))
  const extension = path.extname(filename)
  const handler = Module._extensions[extension] ?? Module._extensions['.js']
  handler(this, filename)
  this.loaded = true
}
Module.prototype.require = function (request) {
  if (typeof request !== 'string') throw invalidArgType('id', 'of type string', request)
  if (request === '')
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'id' must be a non-empty string. Received ''")
  return Module._load(request, this, false)
}
function makeRequire(module) {
  const require = function require(request) {
    return module.require(request)
  }
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options)
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module)
  require.main = process.mainModule
  require.extensions = Module._extensions
  require.cache = Module._cache
  return require
}
Module.prototype._compile = function (content, filename) {
  const source = content.startsWith('#!') ? `//${content.slice(2)}` : content
  stack.sources.set(filename, source)
  const compiled = binding.evalCode(Module.wrap(source), filename)
  return Reflect.apply(compiled, this.exports, [
    this.exports,
    makeRequire(this),
    this,
    filename,
    path.dirname(filename),
  ])
}
Module.createRequire = (file) => {
  const name =
    typeof file === 'string' && !file.startsWith('file:') ? file : require('internal/url').fileURLToPath(file)
  const module = new Module(name)
  module.filename = name
  module.paths = packages.nodeModulePaths(path.dirname(name))
  return makeRequire(module)
}
Module.findPackageJSON = (request, base) => packages.nearestPackage(base ?? request)?.folder

const readText = (file) => {
  const text = packages.readText(file) ?? require('fs').readFileSync(file, 'utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
const esmSyntax =
  /^[ \t]*(import\s*[\w*{'"]|export\s+(default|const|let|var|function|class|async|\*|\{)|export\s*[{*])/m
/** Is it an ES module by its name, its package, or (without "type") by its syntax? */
function isEsm(filename, content) {
  if (filename.endsWith('.mjs')) return true
  if (filename.endsWith('.cjs')) return false
  if (!/\.js$/.test(filename) && path.extname(filename) !== '') return false
  const nearest = packages.nearestPackage(filename)
  if (nearest?.json.type === 'module') return true
  if (nearest?.json.type === 'commonjs' || nearest?.folder.includes('/node_modules/')) return false
  if (!detects() || !esmSyntax.test(content)) return false
  try {
    binding.evalCode(Module.wrap(content), filename)
    return false
  } catch {
    warnTypeless(filename, nearest)
    return true
  }
}
const detects = () => Number(process.versions.node.split('.')[0]) >= 20
const warnedFor = new Set()
function warnTypeless(filename, nearest) {
  if (!nearest || warnedFor.has(nearest.folder)) return
  warnedFor.add(nearest.folder)
  process.emitWarning(
    `Module type of file://${filename} is not specified and it doesn't parse as CommonJS.\nReparsing as ES module because module syntax was detected. This incurs a performance overhead.\nTo eliminate this warning, add "type": "module" to ${nearest.folder === '/' ? '' : nearest.folder}/package.json.`,
    { type: 'Warning', code: 'MODULE_TYPELESS_PACKAGE_JSON' },
  )
}
Module._extensions['.js'] = (module, filename) => {
  const content = readText(filename)
  if (isEsm(filename, content)) return requireEsm(module, filename)
  if (esmSyntax.test(content) && !detects()) {
    binding.writeSync(
      2,
      `(node:${process.pid}) Warning: To load an ES module, set "type": "module" in the package.json or use the .mjs extension.\n(Use \`node --trace-warnings ...\` to show where the warning was created)\n`,
    )
    const error = new SyntaxError(
      /^\s*import/m.test(content) ? 'Cannot use import statement outside a module' : "Unexpected token 'export'",
    )
    const line = content.split('\n').findIndex((text) => esmSyntax.test(text)) + 1
    stack.sources.set(filename, content)
    stack.places.set(error, { file: filename, line, col: 1, width: 6 })
    throw error
  }
  module._compile(content, filename)
}
Module._extensions['.json'] = (module, filename) => {
  try {
    module.exports = JSON.parse(readText(filename))
  } catch (error) {
    error.message = `${filename}: ${error.message}`
    throw error
  }
}
Module._extensions['.node'] = (_, filename) => {
  throw coded(Error, 'ERR_DLOPEN_FAILED', `${filename}: native addons are not simulated yet`)
}
Module._extensions['.mjs'] = (module, filename) => requireEsm(module, filename)
Module._extensions['.cjs'] = Module._extensions['.js']
delete Module._extensions['.cjs']
Object.defineProperty(Module._extensions, '.mjs', { enumerable: false })
Object.defineProperty(Module._extensions, '.cjs', {
  value: (module, filename) => module._compile(readText(filename), filename),
  enumerable: false,
  configurable: true,
  writable: true,
})

function requireEsm(module, filename) {
  if (!detects()) {
    throw coded(
      Error,
      'ERR_REQUIRE_ESM',
      `require() of ES Module ${filename} not supported.\nInstead change the require of ${path.basename(filename)} to a dynamic import() which is available in all CommonJS modules.`,
    )
  }
  const namespace = require('internal/modules/esm').importSync(filename)
  module.exports = namespace['module.exports'] ?? namespace
}
module.exports = { Module, makeRequire, isEsm, readText, esmSyntax }
