/** The packages of the simulated Debian mirror: index and contents, loaded when first asked for. scripts/debian-packages.mjs writes the data. */
interface Text {
  default: string
}
/** Packages with many files; all others are in small.txt. */
const OWN: Readonly<Record<string, () => Promise<Text>>> = {
  apache2: () => import('./data/apache2.txt?raw'),
  'apache2-data': () => import('./data/apache2-data.txt?raw'),
  'apt-utils': () => import('./data/apt-utils.txt?raw'),
  'gettext-base': () => import('./data/gettext-base.txt?raw'),
  git: () => import('./data/git.txt?raw'),
  'git-man': () => import('./data/git-man.txt?raw'),
  'libperl5.36': () => import('./data/libperl5.36.txt?raw'),
  'libpython3.11-minimal': () => import('./data/libpython3.11-minimal.txt?raw'),
  'libpython3.11-stdlib': () => import('./data/libpython3.11-stdlib.txt?raw'),
  'libx11-data': () => import('./data/libx11-data.txt?raw'),
  locales: () => import('./data/locales.txt?raw'),
  nano: () => import('./data/nano.txt?raw'),
  'perl-modules-5.36': () => import('./data/perl-modules-5.36.txt?raw'),
  psmisc: () => import('./data/psmisc.txt?raw'),
  sudo: () => import('./data/sudo.txt?raw'),
  'vim-runtime': () => import('./data/vim-runtime.txt?raw'),
  wget: () => import('./data/wget.txt?raw'),
  'xz-utils': () => import('./data/xz-utils.txt?raw'),
  'zsh-common': () => import('./data/zsh-common.txt?raw'),
}

export const packageIndex = async (): Promise<string> => (await import('./data/index.txt?raw')).default

export interface PackageFiles {
  /** The package has shared libraries: installing it runs ldconfig. */
  ldconfig: boolean
  conffiles: string[]
  /** As src/registry/catalog/listing.ts describes. */
  listing: string
}
/** Undefined: its files are not known here (a package that every image has). */
export async function packageFiles(name: string): Promise<PackageFiles | undefined> {
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined
  const text = (await (own ? own() : import('./data/small.txt?raw'))).default
  for (const part of text.split(/^@@ /m)) {
    const [head = '', ...lines] = part.split('\n')
    const [title, ...flags] = head.split(' ')
    if (title !== name) continue
    return {
      ldconfig: flags.includes('ldconfig'),
      conffiles: lines.filter((line) => line.startsWith('%')).map((line) => line.slice(1)),
      listing: lines.filter((line) => !line.startsWith('%')).join('\n'),
    }
  }
  return undefined
}

/** Contents by package and path: "@@ package path", then the text. */
export async function packageContents(name: string): Promise<string> {
  const text = (await import('./data/contents.txt?raw')).default
  return text
    .split(/^@@ /m)
    .filter((part) => part.startsWith(`${name} `))
    .map((part) => `@@ ${part.slice(name.length + 1)}`)
    .join('')
}
