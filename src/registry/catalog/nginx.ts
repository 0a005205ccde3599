/** nginx:1.22, as recorded, and a later build of it. */
import { debian12, PATH } from './debian.ts'
import { layerFiles, smallLayer } from './files.ts'
import {
  ENTRYPOINT,
  ENVSUBST_ON_TEMPLATES,
  LISTEN_ON_IPV6,
  LOCAL_RESOLVERS,
  TUNE_WORKER_PROCESSES,
} from './nginx-scripts.ts'
import type { ImageRecipe, LayerRecipe, Step } from './recipe.ts'

const created = '2023-05-24T00:00:00Z'
export const MAINTAINER = 'NGINX Docker Maintainers <docker-maint@nginx.com>'

export const script = (file: string, text: string, size: number): Step => ({
  by: `COPY ${file} ${file === 'docker-entrypoint.sh' ? '/' : '/docker-entrypoint.d'} # buildkit`,
  layer: scriptLayer(file, text, size),
})
function scriptLayer(file: string, text: string, size: number): LayerRecipe {
  const dir = file === 'docker-entrypoint.sh' ? '' : 'docker-entrypoint.d'
  return {
    name: `nginx-1.22 ${file}`,
    size,
    contentSize: text.length,
    entries: smallLayer(created, `${dir ? `/${dir}` : '?'}\n${file}\t${text.length}\t755\n`, {
      [dir ? `${dir}/${file}` : file]: text,
    }),
  }
}

export const nginxFiles = layerFiles({
  listing: () => import('./data/nginx-1.22.txt?raw'),
  contents: () => import('./data/nginx-1.22.files.txt?raw'),
  created,
})

/** Up to the first scripts: what every build of this version has. */
const BELOW: readonly Step[] = [
  { by: `LABEL maintainer=${MAINTAINER}` },
  { by: 'ENV NGINX_VERSION=1.22.1' },
  { by: 'ENV NJS_VERSION=0.7.7' },
  { by: 'ENV PKG_RELEASE=1~bookworm' },
  {
    by: 'ADD layer.tar / # buildkit',
    layer: {
      name: 'nginx-1.22',
      size: 1_412_608,
      contentSize: 4_215_076,
      entries: nginxFiles,
    },
  },
  {
    by: 'RUN /bin/sh -c set -x && mkdir -p /var/log/nginx /var/cache/nginx /var/lib/nginx/body /docker-entrypoint.d && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log # buildkit',
    layer: {
      name: 'nginx-1.22 directories',
      size: 270,
      contentSize: 22,
      entries: smallLayer(
        created,
        '/docker-entrypoint.d\n/var\n/var/cache\n/var/cache/nginx\n/var/lib\n/var/lib/nginx\n/var/lib/nginx/body\n' +
          '/var/log\n/var/log/nginx\n>access.log\t/dev/stdout\n>error.log\t/dev/stderr\n',
      ),
    },
  },
  script('docker-entrypoint.sh', ENTRYPOINT, 603),
  script('10-listen-on-ipv6-by-default.sh', LISTEN_ON_IPV6, 957),
]
const ABOVE: readonly Step[] = [
  script('20-envsubst-on-templates.sh', ENVSUBST_ON_TEMPLATES, 662),
  script('30-tune-worker-processes.sh', TUNE_WORKER_PROCESSES, 1_395),
  { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]' },
  { by: 'EXPOSE [80/tcp]' },
  { by: 'STOPSIGNAL SIGQUIT' },
  { by: 'CMD ["nginx" "-g" "daemon off;"]' },
]
const config: ImageRecipe['config'] = {
  ExposedPorts: { '80/tcp': {} },
  Env: [PATH, 'NGINX_VERSION=1.22.1', 'NJS_VERSION=0.7.7', 'PKG_RELEASE=1~bookworm'],
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  WorkingDir: '/',
  Labels: { maintainer: MAINTAINER },
  StopSignal: 'SIGQUIT',
  ArgsEscaped: true,
}

export const nginx122: ImageRecipe = {
  repository: 'library/nginx',
  tags: ['1.22', 'latest', '1.22.1', '1'],
  created,
  from: debian12,
  steps: [...BELOW, ...ABOVE],
  config,
}
/** A later build of the same version: the layers up to its new script are those of nginx:latest. */
export const nginxStable: ImageRecipe = {
  repository: 'library/nginx',
  tags: ['stable', 'stable-bookworm'],
  created: '2023-06-14T20:31:12Z',
  from: debian12,
  steps: [...BELOW, script('15-local-resolvers.envsh', LOCAL_RESOLVERS, 268), ...ABOVE],
  config,
}
