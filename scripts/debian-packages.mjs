#!/usr/bin/env node
/**
 * Makes src/registry/packages/data out of Debian archives: the package index and what each package holds, in the notation of
 * src/registry/catalog/listing.ts. Packages with many files have a file of their own.
 *
 *   node scripts/debian-packages.mjs INDEX FOLDER-OF-DEBS OUTPUT
 *
 * INDEX is what `apt-cache show --no-all-versions PACKAGE...` prints.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compact } from './catalog-data.mjs'

const OWN_FILE = 150
const [index, folder, output] = process.argv.slice(2)
const run = (...args) => execFileSync(args[0], args.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 })
let small = ''
for (const deb of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
  const path = join(folder, deb)
  const name = run('dpkg-deb', '-f', path, 'Package').trim()
  const listing = run('sh', '-c', 'dpkg-deb --fsys-tarfile "$1" | tar --numeric-owner -tvf -', 'sh', path)
  const lines = listing.split('\n').flatMap((line) => {
    const match = /^(\S{10}) (\d+\/\d+) +(\d+) \S+ \S+ \.\/?(.*)$/.exec(line)
    return match && match[4]
      ? [`${match[1]} ${match[2]} ${match[3]} ${match[4].replace(/ link to \.\//, ' link to ')}`]
      : []
  })
  const control = (file) => run('sh', '-c', 'dpkg-deb -I "$1" "$2" 2>/dev/null || true', 'sh', path, file)
  const conffiles = control('conffiles').trim().split('\n').filter(Boolean)
  const ldconfig = /ldconfig/.test(control('triggers'))
  const text = `@@ ${name}${ldconfig ? ' ldconfig' : ''}\n${conffiles.map((file) => `%${file}\n`).join('')}${compact(lines.join('\n'))}`
  if (lines.length > OWN_FILE) writeFileSync(join(output, `${name}.txt`), text)
  else small += text
}
writeFileSync(join(output, 'small.txt'), small)
writeFileSync(join(output, 'index.txt'), readFileSync(index, 'utf8').trimEnd() + '\n')
