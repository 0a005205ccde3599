/**
 * registry.npmjs.org as npm sees it: packuments and tarballs of the packages that scripts/lib/npm-packages.mjs takes. Plain HTTP on the port
 * of HTTPS: there is no TLS in the simulation. Dates, maintainers and signatures are left out of packuments.
 */
import { sha512 } from '@noble/hashes/sha2.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { gzipSync } from 'fflate'
import { base64 } from '../../base/base64.ts'
import { encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import { tarBytes } from '../../base/tar.ts'

const REGISTRY = 'https://registry.npmjs.org'
const newer = (a: string, b: string): number => {
  const [x, y] = [a, b].map((version) => version.split(/[.-]/).map(Number)) as [number[], number[]]
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return (y[i] ?? 0) - (x[i] ?? 0)
  return 0
}
const fileName = (name: string, version: string): string => `${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`
const load = () => import('virtual:npm-index')

const tarballs = new Map<string, Promise<Uint8Array>>()
async function tarball(name: string, version: string): Promise<Uint8Array | null> {
  const { index, trees } = await load()
  const entry = index[name]?.[version]
  if (!entry) return null
  const key = `${name}@${version}`
  let made = tarballs.get(key)
  if (!made) {
    made = trees[entry.tree]!().then(({ default: packages }) =>
      gzipSync(
        tarBytes(
          Object.entries(packages[key]!).map(([path, text]) => {
            const data = encode(text)
            return {
              name: `package/${path}`,
              type: 'file' as const,
              mode: text.startsWith('#!') ? 0o755 : 0o644,
              uid: 0,
              gid: 0,
              mtime: Date.UTC(1985, 9, 26, 8, 15),
              content: { size: data.length, extents: [{ offset: 0, data }] },
            }
          }),
        ),
        { level: 1, mtime: 0 },
      ),
    )
    tarballs.set(key, made)
  }
  return made
}
async function packument(name: string): Promise<string | null> {
  const { index } = await load()
  const versions = Object.hasOwn(index, name) ? index[name]! : null
  if (!versions) return null
  const latest = Object.keys(versions).sort(newer)[0]!
  const described = await Promise.all(
    Object.entries(versions).map(async ([version, { manifest, files, size }]) => {
      const data = (await tarball(name, version))!
      const dist = {
        shasum: hex(sha1(data)),
        integrity: `sha512-${base64(sha512(data))}`,
        tarball: `${REGISTRY}/${name}/-/${fileName(name, version)}`,
        fileCount: files,
        unpackedSize: size,
      }
      return [version, { ...manifest, _id: `${name}@${version}`, dist }] as const
    }),
  )
  return JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest },
    versions: Object.fromEntries(described),
    description: versions[latest]!.manifest.description,
    license: versions[latest]!.manifest.license,
  })
}

/** The answer to GET `path`; null: not found. */
export async function npmRegistry(path: string): Promise<Uint8Array | null> {
  const clean = decodeURIComponent(path.replace(/\?.*/, '')).slice(1)
  if (clean === '-/ping') return encode('{}')
  if (clean === '') return encode('{"db_name":"registry"}')
  const archive = /^((?:@[^/]+\/)?[^/]+)\/-\/(.+)\.tgz$/.exec(clean)
  if (archive) {
    const [, name = '', file = ''] = archive
    return tarball(name, file.slice(name.slice(name.lastIndexOf('/') + 1).length + 1))
  }
  const text = await packument(clean)
  return text === null ? null : encode(text)
}
