/**
 * node: three lines (22, 20, 18) on Debian 12 with a compiler's packages, on Debian 12 alone (slim) and on Alpine. Histories, sizes and
 * environments are those of the official images; the packages' many files are represented by their largest.
 */
import { decode } from '../../base/bytes.ts'
import { fileContent } from '../../kernel/vfs/content.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { alpine322 } from './alpine.ts'
import { debian12 } from './debian.ts'
import { readListing } from './listing.ts'
import type { ImageRecipe, LayerRecipe } from './recipe.ts'

interface Line {
  version: string
  npm: string
  created: string
  /** Names besides the version's own: 'lts', 'latest'. */
  names: readonly string[]
  /** Bytes of the binary, glibc and musl. */
  binary: { glibc: number; musl: number }
}
const LINES: readonly Line[] = [
  {
    version: '22.21.1',
    npm: '10.9.4',
    created: '2025-11-04T20:14:27Z',
    names: ['22', 'lts', 'jod', 'latest', 'current'],
    binary: { glibc: 120_790_512, musl: 122_066_464 },
  },
  {
    version: '20.19.5',
    npm: '10.8.2',
    created: '2025-09-08T19:21:10Z',
    names: ['20', 'iron'],
    binary: { glibc: 98_496_400, musl: 99_721_520 },
  },
  {
    version: '18.20.8',
    npm: '10.8.2',
    created: '2025-03-27T19:12:03Z',
    names: ['18', 'hydrogen'],
    binary: { glibc: 94_012_336, musl: 95_112_608 },
  },
]
const YARN = '1.22.22'
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const major = (line: Line): string => line.version.split('.')[0]!

/** What the image's entrypoint does: options and files that are no command are for node. */
const ENTRYPOINT = `#!/bin/sh
set -e

# Options, names that are no command, and files that cannot be executed are arguments of node.
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`
const at = (created: string): { mtime: number } => ({ mtime: Date.parse(created) })

/** The base's accounts with `node` among them. */
function accounts(base: ImageRecipe, line: Line, shell: string, musl: boolean): LayerRecipe {
  return {
    name: `node-${line.version} user on ${base.repository}`,
    async entries() {
      const files = await base.steps[0]!.layer!.entries()
      const { mtime } = at(line.created)
      const changed = (path: string, text: string): LayerEntry[] => {
        const entry = files.find((file) => file.path === path)
        if (!entry?.content) return []
        const old = decode(entry.content.extents[0]?.data ?? new Uint8Array())
        return [{ ...entry, mtime, content: fileContent(old + text) }]
      }
      const home: LayerEntry = {
        path: 'home/node',
        type: 'dir',
        mode: musl ? 0o2755 : 0o755,
        uid: 1000,
        gid: 1000,
        mtime,
      }
      return [
        ...changed('etc/group', 'node:x:1000:\n'),
        ...changed('etc/passwd', `node:x:1000:1000:${musl ? '' : ''}:/home/node:${shell}\n`),
        ...changed('etc/shadow', 'node:!:20000:0:99999:7:::\n'),
        home,
      ]
    },
  }
}
function program(line: Line, musl: boolean): LayerRecipe {
  const npm = `usr/local/lib/node_modules/npm`
  const node = `node-${line.version}`
  const size = musl ? line.binary.musl : line.binary.glibc
  const packageJson = (name: string, version: string): string =>
    `${JSON.stringify({ name, version, description: name === 'npm' ? 'a package manager for JavaScript' : 'Zero-runtime-dependency package acting as bridge between Node projects and their package managers' }, null, 2)}\n`
  const corepack = major(line) === '22' ? '0.34.0' : '0.33.0'
  const contents = new Map([
    [`${npm}/package.json`, packageJson('npm', line.npm)],
    ['usr/local/lib/node_modules/corepack/package.json', packageJson('corepack', corepack)],
  ])
  const listing = [
    '/usr',
    '/usr/local',
    '/usr/local/bin',
    '>corepack\t../lib/node_modules/corepack/dist/corepack.js',
    `node\t${size}\t755`,
    '>nodejs\tnode',
    '>npm\t../lib/node_modules/npm/bin/npm-cli.js',
    '>npx\t../lib/node_modules/npm/bin/npx-cli.js',
    '/usr/local/include',
    '/usr/local/include/node',
    'common.gypi\t26412',
    'config.gypi\t21140',
    'js_native_api.h\t29152',
    'node.h\t65532',
    'node_api.h\t10204',
    'node_buffer.h\t4041',
    'node_version.h\t4216',
    'uv.h\t71112',
    'v8.h\t3120',
    'zconf.h\t18456',
    'zlib.h\t96828',
    '/usr/local/include/node/openssl',
    'opensslconf.h\t515',
    'evp.h\t103808',
    'ssl.h\t132352',
    '/usr/local/lib',
    '/usr/local/lib/node_modules',
    '/usr/local/lib/node_modules/corepack',
    `package.json\t${contents.get('usr/local/lib/node_modules/corepack/package.json')!.length}`,
    '/usr/local/lib/node_modules/corepack/dist',
    'corepack.js\t1011\t755',
    'npm.js\t168\t755',
    'yarn.js\t168\t755',
    '/usr/local/lib/node_modules/corepack/dist/lib',
    'corepack.cjs\t1204108',
    '/usr/local/lib/node_modules/npm',
    'LICENSE\t9742',
    'README.md\t2836',
    'index.js\t185',
    `package.json\t${contents.get(`${npm}/package.json`)!.length}`,
    '/usr/local/lib/node_modules/npm/bin',
    'npm-cli.js\t54\t755',
    'npm-prefix.js\t862\t755',
    'npx-cli.js\t2923\t755',
    '/usr/local/lib/node_modules/npm/docs',
    'content.tgz\t1812736',
    '/usr/local/lib/node_modules/npm/lib',
    'cli.js\t303',
    'npm.js\t12764',
    '/usr/local/lib/node_modules/npm/node_modules',
    'all.tgz\t11468800',
    '/usr/local/share',
    '/usr/local/share/doc',
    '/usr/local/share/doc/node',
    'gdbinit\t8762',
    'lldb_commands.py\t7052',
    '/usr/local/share/man',
    '/usr/local/share/man/man1',
    'node.1\t33120',
    '/tmp\t1777',
  ].join('\n')
  return {
    name: `node-${line.version} program ${musl ? 'musl' : 'glibc'}`,
    size: Math.round(size * 0.405),
    entries: () =>
      Promise.resolve(
        readListing(listing, {
          ...at(line.created),
          contents,
          programs: {
            'usr/local/bin/node': node,
            [`${npm}/bin/npm-cli.js`]: 'npm',
            [`${npm}/bin/npx-cli.js`]: 'npx',
            'usr/local/lib/node_modules/corepack/dist/corepack.js': 'corepack',
          },
        }),
      ),
  }
}
const yarn = (line: Line, musl: boolean): LayerRecipe => ({
  name: `yarn for node-${line.version} ${musl ? 'musl' : 'glibc'}`,
  size: musl ? 1_260_960 : 1_250_790,
  entries: () =>
    Promise.resolve(
      readListing(
        `/opt\n/opt/yarn-v${YARN}\nLICENSE\t1346\nREADME.md\t2201\npackage.json\t735\n/opt/yarn-v${YARN}/bin\nyarn\t1025\t755\nyarn.js\t1015\t755\n/opt/yarn-v${YARN}/lib\ncli.js\t5297290\nv8-compile-cache.js\t10700\n/usr\n/usr/local\n/usr/local/bin\n>yarn\t/opt/yarn-v${YARN}/bin/yarn\n>yarnpkg\t/opt/yarn-v${YARN}/bin/yarnpkg\n`,
        {
          ...at(line.created),
          programs: { [`opt/yarn-v${YARN}/bin/yarn`]: 'yarn', [`opt/yarn-v${YARN}/bin/yarn.js`]: 'yarn' },
        },
      ),
    ),
})
const entrypoint: LayerRecipe = {
  name: 'node entrypoint',
  size: 446,
  entries: () =>
    Promise.resolve(
      readListing(`/usr\n/usr/local\n/usr/local/bin\ndocker-entrypoint.sh\t${ENTRYPOINT.length}\t755\n`, {
        mtime: Date.parse('2025-03-27T19:12:03Z'),
        contents: new Map([['usr/local/bin/docker-entrypoint.sh', ENTRYPOINT]]),
      }),
    ),
}

/** buildpack-deps: what is needed to compile addons. */
const buildpack = (name: string, by: string, size: number, listing: string): { by: string; layer: LayerRecipe } => ({
  by: `RUN /bin/sh -c ${by} # buildkit`,
  layer: {
    name: `buildpack-deps ${name}`,
    size,
    entries: () => Promise.resolve(readListing(listing, at('2025-10-20T00:00:00Z'))),
  },
})
const BUILDPACK = [
  buildpack(
    'curl',
    'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tcurl \t\tgnupg \t\tnetbase \t\tsq \t\twget \t; \trm -rf /var/lib/apt/lists/*',
    24_023_118,
    '/usr\n/usr/bin\ngpg\t1151328\t755\ngpgv\t469216\t755\nsq\t10834120\t755\nwget\t565728\t755\n/usr/lib\n/usr/lib/x86_64-linux-gnu\nlibgcrypt.so.20.4.1\t1322816\nlibldap-2.5.so.0.1.8\t387184\nlibnettle.so.8.6\t318072\nlibunistring.so.2.2.0\t1718944\nlibcurl-gnutls.so.4.8.0\t709016\n/usr/share\n/usr/share/doc\n/usr/share/doc/gnupg\nexamples.gz\t31112420\n',
  ),
  buildpack(
    'scm',
    'apt-get update && apt-get install -y --no-install-recommends \t\tgit \t\tmercurial \t\topenssh-client \t\tsubversion \t\t\t\tprocps \t&& rm -rf /var/lib/apt/lists/*',
    64_396_704,
    '/usr\n/usr/bin\ngit\t3937456\t755\nhg\t1742\t755\nssh\t1051472\t755\nssh-keygen\t513112\t755\nsvn\t334392\t755\n/usr/lib\n/usr/lib/git-core\ngit-remote-http\t2437104\t755\n/usr/lib/python3\n/usr/lib/python3/dist-packages\nmercurial.tar\t21048320\n/usr/lib/x86_64-linux-gnu\nlibsvn_client-1.so.1.0.0\t569672\nlibpython3.11.so.1.0\t7847344\nlibperl.so.5.36.0\t3853288\n/usr/share\n/usr/share/git-core\ncontrib.tar\t10137600\n/usr/share/perl\nmodules.tar\t24790016\n/usr/share/doc\ngit.tar\t100803584\n',
  ),
  buildpack(
    'dev',
    'set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tautoconf \t\tautomake \t\tbzip2 \t\tdefault-libmysqlclient-dev \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\timagemagick \t\tlibbz2-dev \t\tlibc6-dev \t\tlibcurl4-openssl-dev \t\tlibssl-dev \t\tlibyaml-dev \t\tmake \t\tpatch \t\tunzip \t\txz-utils \t\tzlib1g-dev \t; \trm -rf /var/lib/apt/lists/*',
    211_463_370,
    '/usr\n/usr/bin\ng++-12\t1043368\t755\ngcc-12\t1039272\t755\n>gcc\tgcc-12\n>g++\tg++-12\n>cc\t/usr/bin/gcc\nmake\t240032\t755\npatch\t195920\t755\nautoconf\t14704\t755\nfile\t27360\t755\n>python3\tpython3.11\npython3.11\t6839896\t755\n/usr/lib\n/usr/lib/gcc\n/usr/lib/gcc/x86_64-linux-gnu\n/usr/lib/gcc/x86_64-linux-gnu/12\ncc1\t32865576\t755\ncc1plus\t34737832\t755\nlto1\t31802600\t755\nlibgcc.a\t3198418\n/usr/lib/x86_64-linux-gnu\nlibc.a\t5842214\nlibcrypto.a\t9447034\nlibMagickCore-6.Q16.so.6.0.0\t3104976\nlibicudata.so.72.1\t31263448\nlibmariadbclient.a\t4217842\nlibLLVM-14.so.1\t114019840\n/usr/include\nheaders.tar\t81788928\n/usr/share\n/usr/share/doc\ndev.tar\t222298112\n',
  ),
]

const description = 'groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node'
const dpkgArch =
  'ARCH= && dpkgArch="$(dpkg --print-architecture)"   && case "${dpkgArch##*-}" in     amd64) ARCH=\'x64\';;     ppc64el) ARCH=\'ppc64le\';;     s390x) ARCH=\'s390x\';;     arm64) ARCH=\'arm64\';;     armhf) ARCH=\'armv7l\';;     *) echo "unsupported architecture"; exit 1 ;;   esac   && set -ex   && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH.tar.xz"   && tar -xJf "node-v$NODE_VERSION-linux-$ARCH.tar.xz" -C /usr/local --strip-components=1 --no-same-owner   && ln -s /usr/local/bin/node /usr/local/bin/nodejs   && node --version   && npm --version   && rm -rf /tmp/*'
const yarnBy =
  'set -ex   && curl -fsSLO --compressed "https://yarnpkg.com/downloads/$YARN_VERSION/yarn-v$YARN_VERSION.tar.gz"   && mkdir -p /opt   && tar -xzf yarn-v$YARN_VERSION.tar.gz -C /opt/   && ln -s /opt/yarn-v$YARN_VERSION/bin/yarn /usr/local/bin/yarn   && ln -s /opt/yarn-v$YARN_VERSION/bin/yarnpkg /usr/local/bin/yarnpkg   && rm yarn-v$YARN_VERSION.tar.gz   && yarn --version   && rm -rf /tmp/*'
const muslBy =
  'addgroup -g 1000 node     && adduser -u 1000 -G node -s /bin/sh -D node     && apk add --no-cache         libstdc++     && apk add --no-cache --virtual .build-deps         curl     && ARCH= OPENSSL_ARCH=\'linux*\' && alpineArch="$(apk --print-arch)"       && set -eu;       curl -fsSLO --compressed "https://unofficial-builds.nodejs.org/download/release/v$NODE_VERSION/node-v$NODE_VERSION-linux-$ARCH-musl.tar.xz";       tar -xJf "node-v$NODE_VERSION-linux-$ARCH-musl.tar.xz" -C /usr/local --strip-components=1 --no-same-owner         && ln -s /usr/local/bin/node /usr/local/bin/nodejs;   rm -f "node-v$NODE_VERSION-linux-$ARCH-musl.tar.xz"   && apk del .build-deps   && node --version   && npm --version   && rm -rf /tmp/*'

const tagsOf = (line: Line, suffixes: readonly string[], bare: readonly string[] = []): string[] => {
  const [first, second] = line.version.split('.')
  const names = [line.version, `${first}.${second}`, ...line.names.filter((name) => name !== 'latest')]
  return [
    ...suffixes.flatMap((suffix) => names.map((name) => (suffix ? `${name}-${suffix}` : name))),
    ...(line.names.includes('latest') ? bare : []),
  ]
}
const config = (line: Line): ImageRecipe['config'] => ({
  Env: [PATH, `NODE_VERSION=${line.version}`, `YARN_VERSION=${YARN}`],
  Entrypoint: ['docker-entrypoint.sh'],
  Cmd: ['node'],
  WorkingDir: '/',
})
function debianImage(line: Line, slim: boolean): ImageRecipe {
  return {
    repository: 'library/node',
    tags: slim
      ? tagsOf(line, ['slim', 'bookworm-slim'], ['slim', 'bookworm-slim'])
      : tagsOf(line, ['', 'bookworm'], ['latest', 'bookworm']),
    created: line.created,
    from: debian12,
    steps: [
      ...(slim ? [] : BUILDPACK),
      { by: `RUN /bin/sh -c ${description} # buildkit`, layer: accounts(debian12, line, '/bin/bash', false) },
      { by: `ENV NODE_VERSION=${line.version}` },
      { by: `RUN /bin/sh -c ${dpkgArch} # buildkit`, layer: program(line, false) },
      { by: `ENV YARN_VERSION=${YARN}` },
      { by: `RUN /bin/sh -c ${yarnBy} # buildkit`, layer: yarn(line, false) },
      { by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', layer: entrypoint },
      { by: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
      { by: 'CMD ["node"]' },
    ],
    config: config(line),
  }
}
function alpineImage(line: Line): ImageRecipe {
  const user = accounts(alpine322, line, '/bin/sh', true)
  const node = program(line, true)
  return {
    repository: 'library/node',
    tags: tagsOf(line, ['alpine', 'alpine3.22'], ['alpine', 'alpine3.22']),
    created: line.created,
    from: alpine322,
    steps: [
      { by: `ENV NODE_VERSION=${line.version}` },
      {
        by: `RUN /bin/sh -c ${muslBy} # buildkit`,
        layer: {
          name: `node-${line.version} on alpine`,
          size: node.size,
          entries: async () => [
            ...(await user.entries()),
            ...readListing(
              '/usr/lib\nlibgcc_s.so.1\t174240\nlibstdc++.so.6.0.33\t2741616\n>libstdc++.so.6\tlibstdc++.so.6.0.33\n',
              at(line.created),
            ),
            ...(await node.entries()),
          ],
        },
      },
      { by: `ENV YARN_VERSION=${YARN}` },
      {
        by: `RUN /bin/sh -c apk add --no-cache --virtual .build-deps-yarn curl gnupg tar   && ${yarnBy.slice('set -ex   && '.length)} # buildkit`,
        layer: yarn(line, true),
      },
      { by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', layer: entrypoint },
      { by: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
      { by: 'CMD ["node"]' },
    ],
    config: config(line),
  }
}

export const nodeImages: readonly ImageRecipe[] = LINES.flatMap((line) => [
  debianImage(line, false),
  debianImage(line, true),
  alpineImage(line),
])
