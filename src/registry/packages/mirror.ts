/**
 * The Debian mirror ftp.kr.debian.org as apt sees it: bookworm's release file, the index of main, the archives. The release file names the sizes
 * that the real indexes have; the index holds the packages of debian:12 and those that learners install. An archive is an ar file as a
 * .deb is, but its members are texts: control, conffiles, actions (see actions.ts), the list of files and their contents.
 */
import { writeAr } from '../../base/ar.ts'
import type { ArMember } from '../../base/ar.ts'
import { encode } from '../../base/bytes.ts'
import { ACTIONS } from './actions.ts'
import { packageContents, packageFiles, packageIndex } from './data.ts'

export const RELEASED = Date.UTC(2026, 6, 11, 10, 16, 37)
/** The real release file's bytes: apt shows them. */
const RELEASE_SIZE = 151_075
const RELEASE = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Origin: Debian
Label: Debian
Suite: oldstable
Version: 12.15
Codename: bookworm
Changelogs: https://metadata.ftp-master.debian.org/changelogs/@CHANGEPATH@_changelog
Date: Sat, 11 Jul 2026 10:16:37 UTC
Acquire-By-Hash: yes
No-Support-for-Architecture-all: Packages
Architectures: all amd64 arm64 armel armhf i386 mips64el mipsel ppc64el s390x
Components: main contrib non-free-firmware non-free
Description: Debian 12.15 Released 11 July 2026
SHA256:
 9e0b5aabb2465b3d2e7a7fe27f9913846277833f7a2826e7767acccff5b588c5  8790396 main/binary-amd64/Packages.xz
 a3d4a0bfd8e9242810b0885eda7c1a6e05dac15b333ddbaab03ba56f2dfa4bf0  6107304 main/i18n/Translation-en.xz
`
const DISTS = '/debian/dists/bookworm'

/** Ubuntu's releases: sizes of the indexes of main, restricted, universe and multiverse as the mirrors have them. */
const UBUNTU: Readonly<Record<string, { version: string; sizes: readonly [number, number, number, number] }>> = {
  focal: { version: '20.04', sizes: [1_274_716, 33_400, 11_302_400, 176_700] },
  jammy: { version: '22.04', sizes: [1_792_400, 164_100, 17_472_300, 266_200] },
  noble: { version: '24.04', sizes: [1_808_400, 117_300, 19_331_500, 331_000] },
}
const COMPONENTS = ['main', 'restricted', 'universe', 'multiverse']

/**
 * archive.ubuntu.com and security.ubuntu.com. Ubuntu's own packages are not simulated: main of every release holds those of Debian, the other
 * components and pockets are empty.
 */
export async function ubuntuMirror(path: string): Promise<Uint8Array | null> {
  const [, suite = '', file = ''] = /^\/ubuntu\/dists\/([^/]+)\/(.*)$/.exec(path) ?? []
  if (path.startsWith('/ubuntu/pool/')) return archive(path.slice('/ubuntu/'.length))
  const [codename = '', pocket] = suite.split('-')
  if (!Object.hasOwn(UBUNTU, codename) || (pocket !== undefined && !/^(updates|security|backports)$/.test(pocket)))
    return null
  const { version, sizes } = UBUNTU[codename]!
  if (file === 'InRelease') {
    const lines = COMPONENTS.map(
      (component, i) =>
        ` ${'0'.repeat(64)} ${pocket === undefined ? sizes[i] : 4_000} ${component}/binary-amd64/Packages.gz\n`,
    )
    const head = `Origin: Ubuntu\nLabel: Ubuntu\nSuite: ${suite}\nVersion: ${version}\nCodename: ${codename}\nComponents: ${COMPONENTS.join(' ')}\nSHA256:\n`
    return encode(
      `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${head}${lines.join('')}`.padEnd(
        pocket === undefined ? 265_000 : 128_000,
        '\n',
      ),
    )
  }
  const component = /^(\w+)\/binary-amd64\/Packages$/.exec(file)?.[1]
  if (!component || !COMPONENTS.includes(component)) return null
  return encode(component === 'main' && pocket === undefined ? await packageIndex() : '\n')
}

/** Null: no such file. */
export async function debianMirror(path: string): Promise<Uint8Array | null> {
  switch (path) {
    case `${DISTS}/InRelease`:
      return encode(RELEASE.padEnd(RELEASE_SIZE, '\n'))
    case `${DISTS}/main/binary-amd64/Packages`:
      return encode(await packageIndex())
    case `${DISTS}/main/i18n/Translation-en`:
      return encode('\n')
  }
  return path.startsWith('/debian/pool/') && path.endsWith('.deb') ? archive(path.slice('/debian/'.length)) : null
}

async function archive(filename: string): Promise<Uint8Array | null> {
  const stanza = (await packageIndex()).split('\n\n').find((text) => `${text}\n`.includes(`\nFilename: ${filename}\n`))
  const name = stanza && /^Package: (.*)$/m.exec(stanza)?.[1]
  const files = name ? await packageFiles(name) : undefined
  if (!stanza || !name || !files) return null
  const control = stanza.replace(/^(Filename|Size|SHA256|MD5sum|Description-md5|Tag):.*\n?( .*\n?)*/gm, '').trimEnd()
  const texts: Record<string, string> = {
    'debian-binary': '2.0\n',
    control: `${control}\n`,
    conffiles: files.conffiles.map((path) => `${path}\n`).join(''),
    triggers: files.ldconfig ? 'activate-noawait ldconfig\n' : '',
    actions: Object.hasOwn(ACTIONS, name) ? ACTIONS[name]! : '',
    'data.listing': files.listing,
    'data.contents': await packageContents(name),
  }
  const members = Object.entries(texts).map(([member, text]): ArMember => ({ name: member, data: encode(text) }))
  return writeAr(members, RELEASED / 1000)
}
