/** Host views for tests and for looking at the map without a machine. */
import type { ContainerView, HostView, ImageView } from '../../machine/facade.ts'

const T0 = Date.UTC(2026, 10, 24, 12)
const MB = 1_000_000
const chain = (name: string): string => `sha256:${name.padEnd(64, '-')}`

export function image(tags: string[], sizes: [string, number, string][]): ImageView {
  return {
    id: chain(`${tags[0] ?? 'x'}`.replace(/[^0-9a-f]/g, 'a')),
    tags,
    size: sizes.reduce((sum, [, size]) => sum + size, 0),
    created: T0 - 86_400_000,
    layers: sizes.map(([key, size, createdBy]) => ({ diffId: chain(`d${key}`), chainId: chain(key), size, createdBy })),
  }
}
export function container(name: string, changes: Partial<ContainerView> = {}): ContainerView {
  return {
    id: chain(name.replace(/[^0-9a-z]/g, '')).slice(7),
    name,
    image: 'httpd',
    imageId: chain('httpd'),
    command: 'httpd-foreground',
    state: 'running',
    exitCode: 0,
    created: T0,
    startedAt: T0,
    finishedAt: 0,
    health: 'none',
    networks: [{ name: 'bridge', address: '172.17.0.2' }],
    ports: [],
    mounts: [],
    ...changes,
  }
}
const both = (container: number, host: number) =>
  ['0.0.0.0', '::'].map((hostIp) => ({ container, protocol: 'tcp', hostIp, host }))

/** The scene of the design's picture. */
export function sampleView(now = T0): HostView {
  return {
    host: { name: 'naru', address: '192.168.65.3' },
    images: [
      image(
        ['httpd:latest'],
        [
          ['debian', 74.8 * MB, 'debian'],
          ['h1', 8 * MB, 'RUN mkdir'],
          ['h2', 62 * MB, 'RUN apt-get'],
          ['h3', 0.004 * MB, 'COPY httpd-foreground'],
        ],
      ),
      image(
        ['mysql:5.7'],
        [
          ['debian', 74.8 * MB, 'debian'],
          ['m1', 330 * MB, 'RUN microdnf install'],
          ['m2', 0.9 * MB, 'COPY'],
        ],
      ),
    ],
    containers: [
      container('web', { created: now - 5000, startedAt: now - 4000, ports: both(80, 818) }),
      container('boo', {
        created: now - 180_000,
        image: 'docker/whalesay:latest',
        command: 'cowsay boo',
        state: 'exited',
        finishedAt: now - 125_000,
        networks: [{ name: 'bridge', address: '' }],
      }),
      container('mysql', {
        created: now - 90_000,
        image: 'mysql:5.7',
        command: 'docker-entrypoint.sh mysqld',
        networks: [{ name: 'app-network', address: '172.18.0.2' }],
        ports: [
          { container: 3306, protocol: 'tcp', hostIp: '', host: null },
          { container: 33060, protocol: 'tcp', hostIp: '', host: null },
        ],
        mounts: [{ type: 'volume', source: 'mysql_test', target: '/var/lib/mysql' }],
      }),
      container('wordpress', {
        created: now - 60_000,
        image: 'wordpress',
        command: 'docker-entrypoint.sh apache2-foreground',
        networks: [{ name: 'app-network', address: '172.18.0.3' }],
        ports: both(80, 8080),
      }),
    ],
    networks: [
      { id: 'n1', name: 'bridge', driver: 'bridge', subnet: '172.17.0.0/16', gateway: '172.17.0.1' },
      { id: 'n2', name: 'host', driver: 'host', subnet: '', gateway: '' },
      { id: 'n3', name: 'none', driver: 'null', subnet: '', gateway: '' },
      { id: 'n4', name: 'app-network', driver: 'bridge', subnet: '172.18.0.0/16', gateway: '172.18.0.1' },
    ],
    volumes: [
      { name: 'mysql_test', driver: 'local' },
      { name: 'old-data', driver: 'local' },
    ],
    pulls: [],
  }
}

/** `count` containers of every kind, with long names in two scripts. */
export function crowd(count: number, now = T0): HostView {
  const states = ['running', 'running', 'exited', 'paused', 'created', 'restarting'] as const
  return {
    ...sampleView(now),
    containers: Array.from({ length: count }, (_, i) =>
      container(i % 7 === 3 ? `an-extremely-long-container-name-number-${i}` : `app-${i}`, {
        created: now - i * 1000,
        state: states[i % states.length],
        exitCode: i % 4 === 2 ? 137 : 0,
        finishedAt: now - i * 60_000,
        image: i % 5 === 0 ? 'registry.example.com:5000/team/very-long-name:1.2.3' : 'nginx:alpine',
        networks: [
          { name: i % 3 ? 'bridge' : 'app-network', address: `172.17.0.${i + 2}` },
          ...(i % 3 && i % 8 === 4 ? [{ name: 'app-network', address: `172.18.0.${i + 2}` }] : []),
        ],
        ports: [
          ...both(80, 8000 + i),
          ...(i % 6 === 1 ? both(443, 9000 + i) : []),
          ...(i % 6 === 0 ? both(22, 2200 + i) : []),
        ],
        mounts:
          i % 4 === 1
            ? [
                { type: 'volume', source: `data-${i}`, target: '/data' },
                { type: 'bind', source: `/home/student/사이트-${i}`, target: '/site' },
              ]
            : i % 9 === 2
              ? [{ type: 'bind', source: '/home/student/site', target: '/usr/share/nginx/html' }]
              : [],
      }),
    ),
  }
}
