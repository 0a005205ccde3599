/** redis:7.0, as recorded. */
import { debian12, PATH } from './debian.ts'
import { layerFiles, smallLayer } from './files.ts'
import { EMPTY_LAYER } from './recipe.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2024-01-11T00:00:00Z'
const URL = 'http://download.redis.io/releases/redis-7.0.15.tar.gz'
const SHA = '98066f5363504b26c34dd20fbcc3c957990d764cdf42576c836fc021073f4341'

/** As the official one: options alone are redis-server's; as root the server runs as the user redis. Filled to the recorded size. */
const SCRIPT = `#!/bin/sh
set -e

# "-f", "--some-option" or "some.conf" alone: they are for redis-server
case "$1" in
  -* | *.conf) set -- redis-server "$@" ;;
esac

# root gives the data to redis and lets redis run the server
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \\! -user redis -exec chown redis {} +
  exec gosu redis "$0" "$@"
fi

# files for their owner only, unless the image's user said otherwise
if [ "$(umask)" = 0022 ]; then
  umask 0077
fi

exec "$@"
`
const ENTRYPOINT = `${SCRIPT}${'#'.repeat(Math.max(0, 660 - SCRIPT.length))}\n`

export const redis70: ImageRecipe = {
  repository: 'library/redis',
  tags: ['7.0', 'latest', '7.0.15', '7'],
  created,
  from: debian12,
  steps: [
    { by: 'ENV GOSU_VERSION=1.17' },
    { by: 'ENV REDIS_VERSION=7.0.15' },
    { by: `ENV REDIS_DOWNLOAD_URL=${URL}` },
    { by: `ENV REDIS_DOWNLOAD_SHA=${SHA}` },
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'redis-7.0',
        size: 2_367_303,
        contentSize: 5_969_691,
        entries: layerFiles({
          listing: () => import('./data/redis-7.0.txt?raw'),
          contents: () => import('./data/redis-7.0.files.txt?raw'),
          created,
        }),
      },
    },
    {
      by: 'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
      layer: {
        name: 'redis-7.0 data',
        size: 96,
        contentSize: 0,
        entries: smallLayer(created, '/data\t755\t999\t999\n'),
      },
    },
    { by: 'VOLUME [/data]' },
    { by: 'WORKDIR /data', layer: EMPTY_LAYER },
    {
      by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
      layer: {
        name: 'redis-7.0 docker-entrypoint.sh',
        size: 567,
        contentSize: 661,
        entries: smallLayer(created, '/usr\n/usr/local\n/usr/local/bin\ndocker-entrypoint.sh\t661\t755\n', {
          'usr/local/bin/docker-entrypoint.sh': ENTRYPOINT,
        }),
      },
    },
    { by: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
    { by: 'EXPOSE [6379/tcp]' },
    { by: 'CMD ["redis-server"]' },
  ],
  config: {
    ExposedPorts: { '6379/tcp': {} },
    Env: [PATH, 'GOSU_VERSION=1.17', 'REDIS_VERSION=7.0.15', `REDIS_DOWNLOAD_URL=${URL}`, `REDIS_DOWNLOAD_SHA=${SHA}`],
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['redis-server'],
    Volumes: { '/data': {} },
    WorkingDir: '/data',
    ArgsEscaped: true,
  },
}
