/** registry:2, distribution 2.8.3 on alpine: a registry of the learner's own. */
import { alpine320 } from './alpine.ts'
import { PATH } from './debian.ts'
import { smallLayer } from './files.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2023-10-02T18:42:17Z'
const CONFIG = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`
const ENTRYPOINT = `#!/bin/sh

set -e

# A configuration alone is for "registry serve", options and commands are for registry.
case "$1" in
  *.yaml | *.yml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac

exec "$@"
`
export const registry2: ImageRecipe = {
  repository: 'library/registry',
  tags: ['2', '2.8', '2.8.3', 'latest'],
  created,
  from: alpine320,
  steps: [
    {
      by: 'RUN /bin/sh -c apk add --no-cache ca-certificates # buildkit',
      layer: {
        name: 'registry-2 certificates',
        size: 299_650,
        entries: smallLayer(
          created,
          '/etc\n/etc/ssl\n/etc/ssl/certs\nca-certificates.crt\t219342\n/usr\n/usr/sbin\nupdate-ca-certificates\t14152\t755\n',
        ),
      },
    },
    {
      by: 'RUN /bin/sh -c set -eux;   version=\'2.8.3\';   apkArch="$(apk --print-arch)";   wget -O registry.tar.gz "$url";   tar --extract --verbose --file registry.tar.gz --directory /bin/ registry;   rm registry.tar.gz; # buildkit',
      layer: {
        name: 'registry-2 program',
        size: 6_443_142,
        entries: smallLayer(created, '/bin\nregistry\t17530880\t755\n'),
      },
    },
    {
      by: 'COPY ./config-example.yml /etc/docker/registry/config.yml # buildkit',
      layer: {
        name: 'registry-2 configuration',
        entries: smallLayer(created, `/etc\n/etc/docker\n/etc/docker/registry\nconfig.yml\t${CONFIG.length}\n`, {
          'etc/docker/registry/config.yml': CONFIG,
        }),
      },
    },
    { by: 'VOLUME [/var/lib/registry]' },
    { by: 'EXPOSE map[5000/tcp:{}]' },
    {
      by: 'COPY docker-entrypoint.sh /entrypoint.sh # buildkit',
      layer: {
        name: 'registry-2 entrypoint',
        entries: smallLayer(created, `?\nentrypoint.sh\t${ENTRYPOINT.length}\t755\n`, { 'entrypoint.sh': ENTRYPOINT }),
      },
    },
    { by: 'ENTRYPOINT ["/entrypoint.sh"]' },
    { by: 'CMD ["/etc/docker/registry/config.yml"]' },
  ],
  config: {
    ExposedPorts: { '5000/tcp': {} },
    Env: [PATH],
    Entrypoint: ['/entrypoint.sh'],
    Cmd: ['/etc/docker/registry/config.yml'],
    Volumes: { '/var/lib/registry': {} },
    WorkingDir: '/',
    ArgsEscaped: true,
  },
}
