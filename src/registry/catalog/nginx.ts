/** nginx:1.22, as recorded. */
import { debian12, PATH } from './debian.ts'
import { layerFiles, smallLayer } from './files.ts'
import { ENTRYPOINT, ENVSUBST_ON_TEMPLATES, LISTEN_ON_IPV6, TUNE_WORKER_PROCESSES } from './nginx-scripts.ts'
import type { ImageRecipe, LayerRecipe, Step } from './recipe.ts'

const created = '2023-05-24T00:00:00Z'
const MAINTAINER = 'NGINX Docker Maintainers <docker-maint@nginx.com>'

const script = (file: string, text: string, diffId: string, size: number): Step => ({
  by: `COPY ${file} ${file === 'docker-entrypoint.sh' ? '/' : '/docker-entrypoint.d'} # buildkit`,
  layer: scriptLayer(file, text, diffId, size),
})
function scriptLayer(file: string, text: string, diffId: string, size: number): LayerRecipe {
  const dir = file === 'docker-entrypoint.sh' ? '' : 'docker-entrypoint.d'
  return {
    name: `nginx-1.22 ${file}`,
    diffId: `sha256:${diffId}`,
    size,
    contentSize: text.length,
    entries: smallLayer(created, `${dir ? `/${dir}` : '?'}\n${file}\t${text.length}\t755\n`, {
      [dir ? `${dir}/${file}` : file]: text,
    }),
  }
}

export const nginx122: ImageRecipe = {
  repository: 'library/nginx',
  tags: ['1.22', 'latest', '1.22.1', 'stable', '1'],
  created,
  digest: 'sha256:4db985b0fb8e7c2c794235f0f21fe02699186fbf71b52046538e726ed2998643',
  from: debian12,
  steps: [
    { by: `LABEL maintainer=${MAINTAINER}` },
    { by: 'ENV NGINX_VERSION=1.22.1' },
    { by: 'ENV NJS_VERSION=0.7.7' },
    { by: 'ENV PKG_RELEASE=1~bookworm' },
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'nginx-1.22',
        diffId: 'sha256:a0d664592506e3c13ef1e8ae7ad5f02be332d40bf156d8a30acc9c9220afb9f5',
        size: 1_412_608,
        contentSize: 4_215_076,
        entries: layerFiles({
          listing: () => import('./data/nginx-1.22.txt?raw'),
          contents: () => import('./data/nginx-1.22.files.txt?raw'),
          created,
        }),
      },
    },
    {
      by: 'RUN /bin/sh -c set -x && mkdir -p /var/log/nginx /var/cache/nginx /var/lib/nginx/body /docker-entrypoint.d && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log # buildkit',
      layer: {
        name: 'nginx-1.22 directories',
        diffId: 'sha256:0a411258fe2c03109258430e6c05f3d64e3060283ec847bbc0121095df988886',
        size: 270,
        contentSize: 22,
        entries: smallLayer(
          created,
          '/docker-entrypoint.d\n/var\n/var/cache\n/var/cache/nginx\n/var/lib\n/var/lib/nginx\n/var/lib/nginx/body\n' +
            '/var/log\n/var/log/nginx\n>access.log\t/dev/stdout\n>error.log\t/dev/stderr\n',
        ),
      },
    },
    script('docker-entrypoint.sh', ENTRYPOINT, '0501393a887878351a105930ce675870c48754d44fb98e201853887ce58b8e4b', 603),
    script(
      '10-listen-on-ipv6-by-default.sh',
      LISTEN_ON_IPV6,
      'e128828b076bea483597d21473e81cbfa8c43a509faa1e362502b5f7454fe740',
      957,
    ),
    script(
      '20-envsubst-on-templates.sh',
      ENVSUBST_ON_TEMPLATES,
      '7fd465c99bdffa314215efb84c71aa7017fa0c7a39b9f47bf706cb99b504b279',
      662,
    ),
    script(
      '30-tune-worker-processes.sh',
      TUNE_WORKER_PROCESSES,
      '44742f6bfb39a71e570fe515fc3e9876e39cb2ab6167f4ed73ba37a65f91f547',
      1_395,
    ),
    { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]' },
    { by: 'EXPOSE [80/tcp]' },
    { by: 'STOPSIGNAL SIGQUIT' },
    { by: 'CMD ["nginx" "-g" "daemon off;"]' },
  ],
  config: {
    ExposedPorts: { '80/tcp': {} },
    Env: [PATH, 'NGINX_VERSION=1.22.1', 'NJS_VERSION=0.7.7', 'PKG_RELEASE=1~bookworm'],
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['nginx', '-g', 'daemon off;'],
    WorkingDir: '/',
    Labels: { maintainer: MAINTAINER },
    StopSignal: 'SIGQUIT',
    ArgsEscaped: true,
  },
}
