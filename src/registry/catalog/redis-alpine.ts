/** redis:alpine: the program of redis:7.0 on alpine. */
import { alpine322, GROUP, PASSWD } from './alpine.ts'
import { smallLayer } from './files.ts'
import { redis70 } from './redis.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2024-01-26T21:06:58Z'
const passwd = `${PASSWD}redis:x:999:1000::/home/redis:/sbin/nologin\n`
const group = `${GROUP}redis:x:1000:redis\n`
/** Its entry point, data folder and configuration are those of the Debian image. */
const inherited = redis70.steps.slice(redis70.steps.findIndex(({ by }) => by.startsWith('VOLUME')))

export const redisAlpine: ImageRecipe = {
  repository: 'library/redis',
  tags: ['alpine', '7-alpine', '7.0-alpine', '7.0.15-alpine'],
  created,
  from: alpine322,
  steps: [
    {
      by: 'RUN /bin/sh -c addgroup -S -g 1000 redis && adduser -S -G redis -u 999 redis # buildkit',
      layer: {
        name: 'redis-7.0 user on alpine',
        entries: smallLayer(
          created,
          `/etc\ngroup\t${group.length}\npasswd\t${passwd.length}\n/home\n/home/redis\t2755\t999\t1000\n`,
          {
            'etc/group': group,
            'etc/passwd': passwd,
          },
        ),
      },
    },
    ...redis70.steps.slice(0, 4),
    {
      by: 'RUN /bin/sh -c set -eux;  apk add --no-cache --virtual .build-deps gcc linux-headers make musl-dev openssl-dev; wget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; make -C /usr/src/redis install; apk del --no-network .build-deps;  redis-cli --version;  redis-server --version # buildkit',
      layer: {
        name: 'redis-7.0 on alpine',
        size: 10_391_210,
        entries: smallLayer(
          created,
          '/usr\n/usr/local\n/usr/local/bin\ngosu\t1466368\t755\nredis-benchmark\t5420040\t755\n>redis-check-aof\tredis-server\n' +
            '>redis-check-rdb\tredis-server\nredis-cli\t5676256\t755\n>redis-sentinel\tredis-server\nredis-server\t13152432\t755\n',
        ),
      },
    },
    {
      by: 'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
      layer: { name: 'redis-7.0 data on alpine', entries: smallLayer(created, '/data\t755\t999\t1000\n') },
    },
    ...inherited,
  ],
  config: redis70.config,
}
