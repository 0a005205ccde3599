// A Vite plugin: packages of node_modules as data for the simulated npm registry (src/registry/npm). `virtual:npm-index` lists what there is;
// a root package and all it depends on is one module, loaded when the first of them is asked for. Sources, licences and package.json files
// are taken; documentation, types, tests and builds for browsers are not.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './setup.mjs'

const ROOTS = [
  'express',
  'express-5',
  'cors',
  'morgan',
  'dotenv',
  'cookie-parser',
  'uuid',
  'chalk',
  'lodash',
  'redis',
  'cowsay',
  'axios',
  'nanoid',
]
const TAKEN = /(\.(c|m)?js|\.json|\.cow|^LICENSE(\.md|\.txt)?|^LICENCE)$/i
const LEFT_OUT =
  /(^|\/)(tests?|__tests__|\.github|examples?|benchmarks?|docs?|coverage|umd|node_modules|fp)\/|\.min\.|(^|\/)dist\/(browser|esm-browser|esm|axios)|(^|\/)dist\/commonjs-browser/

/** The folder of a dependency as Node finds it. */
function find(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (existsSync(join(path, 'package.json'))) return path
    if (folder === root || folder === dirname(folder)) return null
  }
}
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
function filesOf(folder, prefix = '') {
  const out = {}
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name
    if (entry.isDirectory()) {
      if (!LEFT_OUT.test(`${path}/`)) Object.assign(out, filesOf(folder, `${path}/`))
    } else if (TAKEN.test(entry.name) && !LEFT_OUT.test(path)) out[path] = readFileSync(join(folder, path), 'utf8')
  }
  return out
}
function treeOf(name) {
  const seen = new Map()
  const visit = (folder) => {
    if (!folder || seen.has(folder)) return
    const manifest = manifestOf(folder)
    seen.set(folder, manifest)
    for (const dependency of Object.keys(manifest.dependencies ?? {})) visit(find(dependency, folder))
  }
  visit(join(root, 'node_modules', name))
  return seen
}

const INDEX = 'virtual:npm-index'
const TREE = 'virtual:npm-tree/'
export function npmPackages() {
  return {
    name: 'naru-npm-packages',
    resolveId: (id) => (id === INDEX || id.startsWith(TREE) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${INDEX}`) {
        const index = {}
        for (const name of ROOTS)
          for (const [folder, manifest] of treeOf(name)) {
            const {
              name: own,
              version,
              description,
              dependencies,
              bin,
              engines,
              funding,
              license,
              peerDependencies,
              optionalDependencies,
            } = manifest
            const files = filesOf(folder)
            const versions = (index[own] ??= {})
            versions[version] ??= {
              tree: name,
              files: Object.keys(files).length,
              size: Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
              manifest: {
                name: own,
                version,
                description,
                license,
                dependencies,
                optionalDependencies,
                peerDependencies,
                bin,
                engines,
                funding,
              },
            }
          }
        return `export const index = ${JSON.stringify(index)}
export const trees = { ${ROOTS.map((name) => `${JSON.stringify(name)}: () => import('${TREE}${name}')`).join(', ')} }`
      }
      if (id.startsWith(`\0${TREE}`)) {
        const packages = {}
        for (const [folder, manifest] of treeOf(id.slice(TREE.length + 1)))
          packages[`${manifest.name}@${manifest.version}`] ??= filesOf(folder)
        return `export default ${JSON.stringify(packages)}`
      }
      return null
    },
  }
}
