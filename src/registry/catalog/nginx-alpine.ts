/** nginx:alpine: the program, configuration and pages of nginx:1.22 on alpine. */
import { alpine322, GROUP, PASSWD } from './alpine.ts'
import { PATH } from './debian.ts'
import { epochOf, withTexts } from './files.ts'
import { MAINTAINER, nginxFiles, script } from './nginx.ts'
import {
  ENTRYPOINT,
  ENVSUBST_ON_TEMPLATES,
  LISTEN_ON_IPV6,
  LOCAL_RESOLVERS,
  TUNE_WORKER_PROCESSES,
} from './nginx-scripts.ts'
import type { ImageRecipe } from './recipe.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

const created = '2025-10-28T20:44:07Z'
/** What there is of the Debian package here too. */
const KEPT =
  /^(etc|etc\/nginx(\/.*)?|usr|usr\/(bin|sbin|lib|share)|usr\/s?bin\/(nginx|envsubst)|usr\/share\/nginx(\/.*)?)$/

async function program(): Promise<LayerEntry[]> {
  const mtime = epochOf(created)
  const directory = (path: string, uid = 0): LayerEntry => ({ path, type: 'dir', mode: 0o755, uid, gid: uid, mtime })
  const link = (path: string, linkname: string): LayerEntry => ({
    ...directory(path),
    type: 'symlink',
    mode: 0o777,
    linkname,
  })
  const files = (await nginxFiles()).filter(({ path }) => KEPT.test(path)).map((entry) => ({ ...entry, mtime }))
  return withTexts(
    [
      ...files,
      directory('docker-entrypoint.d'),
      directory('var'),
      directory('var/cache'),
      directory('var/cache/nginx', 101),
      directory('var/lib'),
      directory('var/lib/nginx'),
      directory('var/lib/nginx/body'),
      directory('var/log'),
      directory('var/log/nginx'),
      link('var/log/nginx/access.log', '/dev/stdout'),
      link('var/log/nginx/error.log', '/dev/stderr'),
    ],
    {
      'etc/passwd': `${PASSWD}nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n`,
      'etc/group': `${GROUP}nginx:x:101:nginx\n`,
    },
    mtime,
  )
}
export const nginxAlpine: ImageRecipe = {
  repository: 'library/nginx',
  tags: ['alpine', 'stable-alpine', '1.22-alpine', '1-alpine'],
  created,
  from: alpine322,
  steps: [
    { by: `LABEL maintainer=${MAINTAINER}` },
    { by: 'ENV NGINX_VERSION=1.22.1' },
    { by: 'ENV PKG_RELEASE=1' },
    {
      by: 'RUN /bin/sh -c set -x     && addgroup -g 101 -S nginx     && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx     && apk add -X "https://nginx.org/packages/alpine/v3.22/main" --no-cache nginx=1.22.1-r1 gettext-envsubst     && ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log     && mkdir /docker-entrypoint.d # buildkit',
      layer: { name: 'nginx-1.22 on alpine', size: 1_802_441, entries: program },
    },
    script('docker-entrypoint.sh', ENTRYPOINT, 603),
    script('10-listen-on-ipv6-by-default.sh', LISTEN_ON_IPV6, 957),
    script('15-local-resolvers.envsh', LOCAL_RESOLVERS, 268),
    script('20-envsubst-on-templates.sh', ENVSUBST_ON_TEMPLATES, 662),
    script('30-tune-worker-processes.sh', TUNE_WORKER_PROCESSES, 1_395),
    { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]' },
    { by: 'EXPOSE map[80/tcp:{}]' },
    { by: 'STOPSIGNAL SIGQUIT' },
    { by: 'CMD ["nginx" "-g" "daemon off;"]' },
  ],
  config: {
    ExposedPorts: { '80/tcp': {} },
    Env: [PATH, 'NGINX_VERSION=1.22.1', 'PKG_RELEASE=1'],
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['nginx', '-g', 'daemon off;'],
    WorkingDir: '/',
    Labels: { maintainer: MAINTAINER },
    StopSignal: 'SIGQUIT',
  },
}
