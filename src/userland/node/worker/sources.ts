/**
 * Texts of the built-in modules, by id: ours (../lib), and those that stand on packages: readable-stream is node's own stream code, buffer
 * and path-browserify are node's for browsers, node-inspect-extracted is node's util.inspect.
 */
const own = import.meta.glob<string>('../lib/**/*.js', { query: '?raw', import: 'default', eager: true })
/** By path: packages that export less than their files. */
const vendor = import.meta.glob<string>(
  [
    '/node_modules/readable-stream/lib/**/*.js',
    '/node_modules/base64-js/index.js',
    '/node_modules/buffer/index.js',
    '/node_modules/ieee754/index.js',
    '/node_modules/node-inspect-extracted/dist/inspect.js',
    '/node_modules/path-browserify/index.js',
  ],
  { query: '?raw', import: 'default', eager: true },
)
const SHORT: Readonly<Record<string, string>> = {
  'vendor/buffer/index': 'vendor/buffer',
  'vendor/node-inspect-extracted/dist/inspect': 'vendor/node-inspect-extracted',
  'vendor/path-browserify/index': 'vendor/path-browserify',
}

const sources = new Map<string, string>()
for (const [file, text] of Object.entries(own)) sources.set(file.slice('../lib/'.length, -'.js'.length), text)
for (const [file, text] of Object.entries(vendor)) {
  const id = `vendor/${file.slice('/node_modules/'.length, -'.js'.length)}`
  sources.set(SHORT[id] ?? id, text)
}

// It cannot look into a promise by itself.
const inspect = sources.get('vendor/node-inspect-extracted')!
const pending = /getPromiseDetails:\(\)=>\[(\w+),void 0\]/.exec(inspect)?.[1] ?? 'undefined'
const rejected = /kRejected:(\w+),ALL_PROPERTIES/.exec(inspect)?.[1] ?? 'undefined'
sources.set(
  'vendor/node-inspect-extracted',
  inspect.replace(
    /getPromiseDetails:\(\)=>\[\w+,void 0\]/,
    `getPromiseDetails(p){const d=binding.promiseState(p);return[[${pending},0,${rejected}][d[0]],d[1]]}`,
  ),
)

export const builtinSource = (id: string): string | undefined => sources.get(id)
