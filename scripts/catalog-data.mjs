#!/usr/bin/env node
/**
 * Makes src/registry/catalog/data/*.txt out of `tar -tv`-like layer listings ("-rwxr-xr-x 0/0 147176 usr/bin/ls", "… name -> target",
 * "… name link to target"). The format is described in src/registry/catalog/listing.ts.
 *
 *   node scripts/catalog-data.mjs LISTING OUTPUT [LISTING OUTPUT]...
 */
import { readFileSync, writeFileSync } from 'node:fs'

const BITS = { r: 4, w: 2, x: 1, s: 1, t: 1, S: 0, T: 0, '-': 0 }
function modeOf(text) {
  let mode = 0
  for (let i = 0; i < 3; i++) mode = mode * 8 + BITS[text[1 + i * 3]] + BITS[text[2 + i * 3]] + BITS[text[3 + i * 3]]
  if (/[sS]/.test(text[3])) mode |= 0o4000
  if (/[sS]/.test(text[6])) mode |= 0o2000
  if (/[tT]/.test(text[9])) mode |= 0o1000
  return mode
}

export function compact(listing) {
  const dirs = new Map()
  const group = (path) => {
    if (!dirs.has(path)) dirs.set(path, { head: null, lines: [] })
    return dirs.get(path)
  }
  const links = []
  for (const line of listing.split('\n')) {
    const match = /^(\S{10}) (\d+)\/(\d+) +(\d+) (.*)$/.exec(line)
    if (!match) {
      if (line.trim()) throw new Error(`not a listing line: ${line}`)
      continue
    }
    const [, bits, uid, gid, size, rest] = match
    const mode = modeOf(bits)
    const owner = (usual) => {
      const fields = [mode === usual && uid === '0' && gid === '0' ? '' : mode.toString(8)]
      if (uid !== '0' || gid !== '0') fields.push(uid, gid)
      return fields[0] === '' ? '' : '\t' + fields.join('\t')
    }
    if (bits[0] === 'd') {
      group(rest.replace(/\/$/, '')).head = owner(0o755)
      continue
    }
    if (bits[0] === 'h') {
      links.push(rest.replace(' link to ', '\t'))
      continue
    }
    const path = bits[0] === 'l' ? rest.slice(0, rest.indexOf(' -> ')) : rest
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1)
    const { lines } = group(slash < 0 ? '' : path.slice(0, slash))
    if (name.startsWith('.wh.')) lines.push(`!${name.slice(4)}`)
    else if (bits[0] === 'l') lines.push(`>${name}\t${rest.slice(rest.indexOf(' -> ') + 4)}`)
    else if (bits[0] === '-') lines.push(`${name}\t${size}${owner(0o644)}`)
    else throw new Error(`no such type here: ${line}`)
  }
  const out = []
  for (const [path, { head, lines }] of [...dirs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.push(head === null ? `?${path}` : `/${path}${head}`, ...lines)
  }
  for (const link of links) out.push(`=${link}`)
  return out.join('\n') + '\n'
}

const args = process.argv[1].endsWith('catalog-data.mjs') ? process.argv.slice(2) : []
for (let i = 0; i + 1 < args.length; i += 2) writeFileSync(args[i + 1], compact(readFileSync(args[i], 'utf8')))
