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
