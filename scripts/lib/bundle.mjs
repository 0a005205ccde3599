// The headless machine for Node, bundled by Vite from src/machine/node/*.ts; built anew only when a source is newer than the bundle.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { frontMatter } from './front-matter.mjs'
import { root } from './setup.mjs'

const cache = join(root, 'node_modules', '.cache', 'naru')
const entries = { sim: 'sim.ts', daemon: 'daemon-main.ts', lessons: 'lessons.ts', bench: 'bench.ts' }

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
    statSync(join(root, 'package.json')).mtimeMs,
    statSync(join(root, 'scripts', 'lib', 'bundle.mjs')).mtimeMs,
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
    plugins: [frontMatter()],
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

/** Path of the module NAME of a bundle that is up to date. */
export async function nodeBundle(name) {
  const current = join(cache, 'node')
  const stamp = join(current, '.stamp')
  const at = sourcesAt()
  if (!existsSync(stamp) || statSync(stamp).mtimeMs < at) {
    mkdirSync(cache, { recursive: true })
    const out = await build()
    writeFileSync(join(out, '.stamp'), '')
    const old = join(cache, `old-${process.pid}`)
    // Another process may have put its own bundle in place meanwhile: either is good.
    if (existsSync(current)) renameSync(current, old)
    try {
      renameSync(out, current)
    } catch {
      rmSync(out, { recursive: true, force: true })
    }
    rmSync(old, { recursive: true, force: true })
  }
  return pathToFileURL(join(current, `${name}.js`)).href
}
