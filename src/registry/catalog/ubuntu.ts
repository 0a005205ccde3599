/**
 * ubuntu: the official images' configuration, history and identity files over the files of our debian:12, without what only that one has
 * installed (curl, iproute2, certificates) and without the locales, manuals and converters that Ubuntu's minimal images leave out.
 */
import { debianFiles, PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'
import { fileContent } from '../../kernel/vfs/content.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

interface Release {
  version: string
  codename: string
  /** "20.04.6 LTS (Focal Fossa)" */
  title: string
  debian: string
  tags: readonly string[]
  created: string
  /** Compressed bytes of the only layer. */
  size: number
  /** Sum of the files' sizes, as `files` gives them. */
  contentSize: number
  /** Directories that merged /usr leaves at the root besides bin, sbin, lib and lib64. */
  multilib: boolean
}

const LEFT_OUT =
  /^usr\/share\/(locale|man|info|bash-completion|gnupg|i18n)\/|^usr\/lib\/x86_64-linux-gnu\/(gconv|krb5|perl-base\/unicore|sasl2)\/|^usr\/lib\/x86_64-linux-gnu\/(libcrypto|libssl|libcurl|libkrb5|libk5crypto|libgssapi|libldap|liblber|libnghttp2|libpsl|librtmp|libssh2|libbpf|libelf|libmnl|libxtables|libbrotli|libsasl2)[.\w-]*$|^(usr\/share\/ca-certificates|etc\/ssl\/certs|etc\/iproute2|usr\/lib\/tc|usr\/lib\/ssl)(\/|$)|^usr\/(s?bin)\/(curl|openssl|c_rehash|update-ca-certificates|ctstat|ip|lnstat|nstat|rdma|routel|rtstat|ss|bridge|dcb|devlink|genl|rtacct|rtmon|tc|tipc|vdpa|rtmon)$/

const files = (release: Release): (() => Promise<readonly LayerEntry[]>) => {
  const texts: Record<string, string> = {
    'etc/debian_version': `${release.debian}\n`,
    'etc/issue': `Ubuntu ${release.title.replace(/ \(.*/, '')} \\n \\l\n\n`,
    'etc/issue.net': `Ubuntu ${release.title.replace(/ \(.*/, '')}\n`,
    'etc/lsb-release': `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${release.version}\nDISTRIB_CODENAME=${release.codename}\nDISTRIB_DESCRIPTION="Ubuntu ${release.title.replace(/ \(.*/, '')}"\n`,
    'etc/apt/sources.list': ['', '-updates', '-security']
      .map(
        (pocket) =>
          `deb http://${pocket === '-security' ? 'security' : 'archive'}.ubuntu.com/ubuntu/ ${release.codename}${pocket} main restricted universe multiverse\n`,
      )
      .join(''),
    'usr/lib/os-release': osRelease(release),
  }
  return async () => {
    const mtime = Date.parse(release.created)
    const debian = (await debianFiles()).filter(
      ({ path }) => !LEFT_OUT.test(path) && path !== 'etc/apt/sources.list.d/debian.sources',
    )
    const kept = debian.filter(({ path }) => texts[path] === undefined).map((entry) => ({ ...entry, mtime }))
    const own = Object.entries(texts).map(([path, text]): LayerEntry => ({
      path,
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime,
      content: fileContent(text),
    }))
    const links = release.multilib
      ? ['lib32', 'libx32'].flatMap((name): LayerEntry[] => [
          { path: name, type: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime, linkname: `usr/${name}` },
          { path: `usr/${name}`, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime },
        ])
      : []
    const late = (entry: LayerEntry): number => Number(entry.type === 'hardlink')
    return [...kept, ...own, ...links].sort((a, b) => late(a) - late(b) || (a.path < b.path ? -1 : 1))
  }
}

const osRelease = ({ version, codename, title }: Release): string => {
  const url = 'https://www.ubuntu.com/'
  return `NAME="Ubuntu"
VERSION="${title}"
ID=ubuntu
ID_LIKE=debian
PRETTY_NAME="Ubuntu ${title.replace(/ \(.*/, '')}"
VERSION_ID="${version}"
HOME_URL="${url}"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="${url}legal/terms-and-policies/privacy-policy"
VERSION_CODENAME=${codename}
UBUNTU_CODENAME=${codename}
`
}

function ubuntu(release: Release): ImageRecipe {
  const nop = '/bin/sh -c #(nop) '
  return {
    repository: 'library/ubuntu',
    tags: release.tags,
    created: release.created,
    comment: '',
    steps: [
      { by: `${nop} ARG RELEASE` },
      { by: `${nop} ARG LAUNCHPAD_BUILD_ARCH` },
      { by: `${nop} LABEL org.opencontainers.image.ref.name=ubuntu` },
      { by: `${nop} LABEL org.opencontainers.image.version=${release.version}` },
      {
        by: `${nop}ADD file:ubuntu-${release.codename}-core-cloudimg-amd64-root.tar.gz in / `,
        layer: {
          name: `ubuntu-${release.version}`,
          size: release.size,
          contentSize: release.contentSize,
          entries: files(release),
        },
      },
      { by: `${nop} CMD ["/bin/bash"]` },
    ],
    config: {
      Env: [PATH],
      Cmd: ['/bin/bash'],
      Labels: { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': release.version },
    },
  }
}

export const ubuntu2004 = ubuntu({
  version: '20.04',
  codename: 'focal',
  title: '20.04.6 LTS (Focal Fossa)',
  debian: 'bullseye/sid',
  tags: ['20.04', 'focal', 'focal-20250404'],
  created: '2025-04-08T10:43:07.120187498Z',
  size: 27_510_731,
  contentSize: 76_091_234,
  multilib: true,
})
export const ubuntu2204 = ubuntu({
  version: '22.04',
  codename: 'jammy',
  title: '22.04.5 LTS (Jammy Jellyfish)',
  debian: 'bookworm/sid',
  tags: ['22.04', 'jammy', 'jammy-20251001'],
  created: '2025-10-01T06:21:31.412345678Z',
  size: 29_537_816,
  contentSize: 76_091_238,
  multilib: true,
})
export const ubuntu2404 = ubuntu({
  version: '24.04',
  codename: 'noble',
  title: '24.04.3 LTS (Noble Numbat)',
  debian: 'trixie/sid',
  tags: ['24.04', 'latest', 'noble', 'noble-20251013'],
  created: '2025-10-13T07:02:55.871209345Z',
  size: 29_724_688,
  contentSize: 76_091_214,
  multilib: false,
})
