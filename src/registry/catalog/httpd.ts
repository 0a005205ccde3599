/** httpd:2.4 (Apache 2.4.68 under /usr/local/apache2), as recorded. Its configuration files are Apache's own (Apache-2.0). */
import { debian12 } from './debian.ts'
import { layerFiles, smallLayer } from './files.ts'
import { EMPTY_LAYER } from './recipe.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2026-05-05T00:00:00Z'
const PREFIX = '/usr/local/apache2'
const PATH = `PATH=${PREFIX}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
const SHA = '68c74d4df38c26bed4dfbdb8f3baf1eb532f3872357becc1bba5d136f6b63c06'

const FOREGROUND = `#!/bin/sh
set -e

# A PID file of an earlier run makes Apache stop.
rm -f ${PREFIX}/logs/httpd.pid

exec httpd -DFOREGROUND "$@"
`

export const httpd24: ImageRecipe = {
  repository: 'library/httpd',
  tags: ['2.4', 'latest', '2.4.68', '2'],
  created,
  from: debian12,
  steps: [
    { by: `ENV HTTPD_PREFIX=${PREFIX}` },
    { by: `ENV ${PATH}` },
    {
      by: 'RUN /bin/sh -c mkdir -p "$HTTPD_PREFIX" && chown www-data:www-data "$HTTPD_PREFIX" # buildkit',
      layer: {
        name: 'httpd-2.4 prefix',
        size: 146,
        contentSize: 0,
        entries: smallLayer(created, '/usr\n/usr/local\n/usr/local/apache2\t755\t33\t33\n'),
      },
    },
    { by: `WORKDIR ${PREFIX}`, layer: EMPTY_LAYER },
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'httpd-2.4',
        size: 17_310_466,
        contentSize: 49_399_969,
        entries: layerFiles({
          listing: () => import('./data/httpd-2.4.txt?raw'),
          contents: () => import('./data/httpd-2.4.files.txt?raw'),
          created,
        }),
      },
    },
    { by: 'ENV HTTPD_VERSION=2.4.68' },
    { by: `ENV HTTPD_SHA256=${SHA}` },
    { by: 'ENV HTTPD_PATCHES=' },
    { by: 'STOPSIGNAL SIGWINCH' },
    {
      by: 'COPY httpd-foreground /usr/local/bin/ # buildkit',
      layer: {
        name: 'httpd-2.4 foreground',
        size: 292,
        contentSize: 138,
        entries: smallLayer(created, '/usr\n/usr/local\n/usr/local/bin\nhttpd-foreground\t138\t755\n', {
          'usr/local/bin/httpd-foreground': FOREGROUND,
        }),
      },
    },
    { by: 'EXPOSE [80/tcp]' },
    { by: 'CMD ["httpd-foreground"]' },
  ],
  config: {
    ExposedPorts: { '80/tcp': {} },
    Env: [PATH, `HTTPD_PREFIX=${PREFIX}`, 'HTTPD_VERSION=2.4.68', `HTTPD_SHA256=${SHA}`, 'HTTPD_PATCHES='],
    Cmd: ['httpd-foreground'],
    WorkingDir: PREFIX,
    StopSignal: 'SIGWINCH',
    ArgsEscaped: true,
  },
}
