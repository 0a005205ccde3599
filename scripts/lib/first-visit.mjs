// How much script a first visit loads before the prompt: the page's and the worker's entries of a build, with what they import statically.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Sizes in bytes, gzipped: { total, files: [[name, bytes]] }, largest first. `dist`: the folder of a build. */
export function firstVisit(dist) {
  const assets = join(dist, 'assets')
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const queue = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map((match) => match[1])
  queue.push(...readdirSync(assets).filter((name) => /^worker-.*\.js$/.test(name)))
  const seen = new Map()
  for (let name = queue.pop(); name; name = queue.pop()) {
    if (seen.has(name)) continue
    const code = readFileSync(join(assets, name))
    seen.set(name, gzipSync(code, { level: 9 }).length)
    // In minified modules: from"./x.js" and import"./x.js", but not import("./x.js").
    for (const [, to] of code.toString().matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) queue.push(to)
  }
  const files = [...seen].sort((a, b) => b[1] - a[1])
  return { files, total: files.reduce((sum, [, bytes]) => sum + bytes, 0) }
}
