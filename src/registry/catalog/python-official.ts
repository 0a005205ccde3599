/**
 * The official python images beside the recorded one: python in /usr/local, on slim Debian and on Alpine, and 3.12 on Debian with its compiler's
 * packages left out. Histories and environments are the official ones; of the library the folders and a few large files are listed.
 */
import { alpine322 } from './alpine.ts'
import { debian12, debian12Slim } from './debian.ts'
import { smallLayer } from './files.ts'
import type { ImageRecipe, LayerRecipe } from './recipe.ts'

interface Line {
  /** "3.11" */
  line: string
  version: string
  pip: string
  created: string
  gpg: string
  sha256: string
  /** Besides the version's own: what points here. */
  names: readonly string[]
}
const LINES: readonly Line[] = [
  {
    line: '3.11',
    version: '3.11.9',
    pip: '24.0',
    created: '2024-07-23T00:36:41Z',
    gpg: 'A035C8C19219BA821ECEA86B64E628F8D684696D',
    sha256: '9b1e896523fc510691126c864406d9360a3d1e986acbda59cda57b5abda45b87',
    names: ['3', ''],
  },
  {
    line: '3.12',
    version: '3.12.9',
    pip: '24.3.1',
    created: '2025-02-24T22:48:36Z',
    gpg: '7169605F62C751356D054A26A821E680E5FA6305',
    sha256: '7220835d9f90b37c006e9842a8dff4580aaca4318674f947302b8d28f3f81112',
    names: [],
  },
]
const PATH = 'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

function build({ line, version, created, pip }: Line): LayerRecipe {
  const lib = `/usr/local/lib/python${line}`
  const dist = (name: string): string => `pip-${name}.dist-info`
  const files = [
    '/usr',
    '/usr/local',
    '/usr/local/bin',
    `>2to3\t2to3-${line}`,
    `2to3-${line}\t100\t755`,
    `idle${line}\t98\t755`,
    'pip\t224\t755',
    'pip3\t224\t755',
    `pip${line}\t224\t755`,
    `pydoc${line}\t83\t755`,
    `python${line}\t14424\t755`,
    '/usr/local/lib',
    `libpython${line}.so.1.0\t22467800\t755`,
    `>libpython${line}.so\tlibpython${line}.so.1.0`,
    lib,
    'argparse.py\t100526',
    'os.py\t39504',
    `${lib}/site-packages`,
    'README.txt\t119',
    `${lib}/site-packages/pip`,
    `${lib}/site-packages/setuptools-65.5.1.dist-info`,
    `${lib}/site-packages/wheel-0.45.1.dist-info`,
  ].join('\n')
  const metadata = (name: string, at: string): string => `Metadata-Version: 2.1\nName: ${name}\nVersion: ${at}\n\n`
  return {
    name: `python-${version}`,
    size: 16_204_511,
    entries: smallLayer(created, `${files}\n${lib}/site-packages/${dist(pip)}\nMETADATA\t3624\n`, {
      [`${lib.slice(1)}/site-packages/${dist(pip)}/METADATA`]: metadata('pip', pip),
    }),
  }
}
const links = ({ line, version, created }: Line): LayerRecipe => ({
  name: `python-${version} links`,
  size: 248,
  entries: smallLayer(
    created,
    [
      '/usr',
      '/usr/local',
      '/usr/local/bin',
      `>idle\tidle${line}`,
      `>idle3\tidle${line}`,
      `>pydoc\tpydoc${line}`,
      `>pydoc3\tpydoc${line}`,
      `>python\tpython${line}`,
      `>python3\tpython${line}`,
    ].join('\n'),
  ),
})

function image(line: Line, from: ImageRecipe, suffixes: readonly string[]): ImageRecipe {
  const tags = [line.version, line.line, ...line.names].flatMap((name) =>
    suffixes.map((suffix) => (name && suffix ? `${name}-${suffix}` : name || suffix)),
  )
  const env = [PATH, ...(line.line === '3.11' ? ['LANG=C.UTF-8'] : []), `GPG_KEY=${line.gpg}`]
  const config = [...env, `PYTHON_VERSION=${line.version}`, `PYTHON_SHA256=${line.sha256}`]
  return {
    repository: 'library/python',
    tags: [...new Set(tags)],
    created: line.created,
    from,
    steps: [
      ...env.map((by) => ({ by: `ENV ${by}` })),
      { by: `ENV PYTHON_VERSION=${line.version}` },
      { by: `ENV PYTHON_SHA256=${line.sha256}` },
      {
        by: 'RUN /bin/sh -c set -eux; \t\twget -O python.tar.xz "https://www.python.org/ftp/python/${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz"; \techo "$PYTHON_SHA256 *python.tar.xz" | sha256sum -c -; \tmkdir -p /usr/src/python; \ttar --extract --directory /usr/src/python --strip-components=1 --file python.tar.xz; \trm python.tar.xz; # buildkit',
        layer: build(line),
      },
      {
        by: 'RUN /bin/sh -c set -eux; \tfor src in idle3 pip3 pydoc3 python3 python3-config; do \t\tdst="$(echo "$src" | tr -d 3)"; \t\t[ -s "/usr/local/bin/$src" ]; \t\t[ ! -e "/usr/local/bin/$dst" ]; \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone # buildkit',
        layer: links(line),
      },
      { by: 'CMD ["python3"]' },
    ],
    config: { Env: config, Cmd: ['python3'] },
  }
}

const [line311, line312] = LINES as readonly [Line, Line]
export const pythonOfficial: readonly ImageRecipe[] = [
  image(line311, debian12Slim, ['slim', 'slim-bookworm']),
  image(line311, alpine322, ['alpine', 'alpine3.22']),
  image(line312, debian12, ['', 'bookworm']),
  image(line312, debian12Slim, ['slim', 'slim-bookworm']),
  image(line312, alpine322, ['alpine', 'alpine3.22']),
]
