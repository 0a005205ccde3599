// The headless machine for Node, bundled by Vite from src/machine/node/*.ts; built anew only when a source is newer than the bundle.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lessonModules } from './lesson-modules.mjs'
import { npmPackages } from './npm-packages.mjs'
import { root } from './setup.mjs'

const cache = join(root, 'node_modules', '.cache', 'naru')
const entries = {
  sim: 'sim.ts',
  daemon: 'daemon-main.ts',
  lessons: 'lessons.ts',
  bench: 'bench.ts',
  'python-worker': 'python-worker.ts',
  'node-worker': 'node-worker.ts',
}

function newest(folder) {
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) latest = Math.max(latest, newest(path))
    else if (!/\.(test\.ts|svelte|css)$/.test(entry.name)) latest = Math.max(latest, statSync(path).mtimeMs)
  }
  return latest
}
function sourcesAt() {
  return Math.max(
    newest(join(root, 'src')),
    newest(join(root, 'lessons')),
    newest(join(root, 'lessons')),
    newest(join(root, 'scripts', 'lib')),
    statSync(join(root, 'package.json')).mtimeMs,
  )
}

async function build() {
  const { build } = await import('vite')
  const out = join(cache, `build-${process.pid}`)
  const folder = join(root, 'src', 'machine', 'node')
  const input = {}
  for (const [name, file] of Object.entries(entries))
    if (existsSync(join(folder, file))) input[name] = join(folder, file)
  await build({
    configFile: false,
    plugins: [lessonModules(), npmPackages()],
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rollupOptions: { input },
    },
    ssr: { noExternal: true },
  })
  return out
}

/** Bundles that stay: a process that still runs from one loads parts of it later. */
const KEPT = 3
const isBundle = (name) => /^bundle-\d+-\d+$/.test(name)
const age = (name) => Number(name.split('-')[1])

/** Path of the module NAME of a bundle that is up to date. */
export async function nodeBundle(name) {
  mkdirSync(cache, { recursive: true })
  const at = Math.ceil(sourcesAt())
  const bundles = readdirSync(cache)
    .filter(isBundle)
    .sort((a, b) => age(b) - age(a))
  let current = bundles.find((bundle) => age(bundle) >= at)
  if (!current) {
    const out = await build()
    current = `bundle-${at}-${process.pid}`
    renameSync(out, join(cache, current))
    for (const old of bundles.slice(KEPT - 1)) rmSync(join(cache, old), { recursive: true, force: true })
  }
  return pathToFileURL(join(cache, current, `${name}.js`)).href
}
