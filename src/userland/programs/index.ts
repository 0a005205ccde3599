/** Programs of images and of the host that are neither a shell nor of coreutils, by the name in their executable. */
import { dockerInit } from './docker-init.ts'
import { hello } from './hello.ts'
import { nodePrograms } from '../node/programs.ts'
import type { Program } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'

const lazy = <T>(load: () => Promise<T>, pick: (module: T) => Program): LazyProgram => ({
  load: async () => ({ default: pick(await load()) }),
})
const aptPrograms = (): Promise<typeof import('./apt/index.ts')> => import('./apt/index.ts')
const dpkgPrograms = (): Promise<typeof import('./apt/dpkg.ts')> => import('./apt/dpkg.ts')
const pythons = () => import('../interpreters/python/index.ts')
const apache = () => import('./httpd/index.ts')

export const programs: Record<string, Program | LazyProgram> = {
  hello,
  ...nodePrograms,
  'python3.11': lazy(pythons, (module) => module.python),
  'python3.12': lazy(pythons, (module) => module.python),
  'pip3.12': lazy(pythons, (module) => module.pip),
  pip: lazy(pythons, (module) => module.pip),
  pip3: lazy(pythons, (module) => module.pip),
  'pip3.11': lazy(pythons, (module) => module.pip),
  'docker-init': dockerInit,
  cowsay: lazy(
    () => import('./cowsay/index.ts'),
    (module) => module.cowsay,
  ),
  curl: lazy(
    () => import('./curl/index.ts'),
    (module) => module.curl,
  ),
  nginx: lazy(
    () => import('./nginx/index.ts'),
    (module) => module.nginx,
  ),
  'redis-server': lazy(
    () => import('./redis/main.ts'),
    (module) => module.redisServer,
  ),
  'redis-cli': lazy(
    () => import('./redis/cli.ts'),
    (module) => module.redisCli,
  ),
  registry: lazy(
    () => import('./registry/index.ts'),
    (module) => module.registry,
  ),
  gosu: lazy(
    () => import('./redis/gosu.ts'),
    (module) => module.gosu,
  ),
  httpd: lazy(apache, (module) => module.httpd),
  apache2: lazy(apache, (module) => module.apache2),
  apachectl: lazy(
    () => import('./httpd/apachectl.ts'),
    (module) => module.apachectl,
  ),
  asciiquarium: lazy(
    () => import('./asciiquarium.ts'),
    (module) => module.asciiquarium,
  ),
  wget: lazy(
    () => import('./wget/gnu.ts'),
    (module) => module.wget,
  ),
  ping: lazy(
    () => import('./net/ping.ts'),
    (module) => module.ping,
  ),
  ip: lazy(
    () => import('./net/ip/index.ts'),
    (module) => module.ip,
  ),
  ss: lazy(
    () => import('./net/ss.ts'),
    (module) => module.ss,
  ),
  ifconfig: lazy(
    () => import('./net/ifconfig.ts'),
    (module) => module.ifconfig,
  ),
  route: lazy(
    () => import('./net/route.ts'),
    (module) => module.route,
  ),
  netstat: lazy(
    () => import('./net/netstat.ts'),
    (module) => module.netstat,
  ),
  arp: lazy(
    () => import('./net/arp.ts'),
    (module) => module.arp,
  ),
  nc: lazy(
    () => import('./net/nc.ts'),
    (module) => module.nc,
  ),
  'nc.openbsd': lazy(
    () => import('./net/nc.ts'),
    (module) => module.nc,
  ),
  getent: lazy(
    () => import('./net/getent.ts'),
    (module) => module.getent,
  ),
  dig: lazy(
    () => import('./dns/dig.ts'),
    (module) => module.dig,
  ),
  host: lazy(
    () => import('./dns/dig.ts'),
    (module) => module.host,
  ),
  nslookup: lazy(
    () => import('./dns/nslookup.ts'),
    (module) => module.nslookup,
  ),
  'apt-get': lazy(aptPrograms, (module) => module.aptGet),
  apt: lazy(aptPrograms, (module) => module.apt),
  'apt-cache': lazy(aptPrograms, (module) => module.aptCache),
  dpkg: lazy(dpkgPrograms, (module) => module.dpkg),
  'dpkg-query': lazy(dpkgPrograms, (module) => module.dpkgQuery),
  service: lazy(
    () => import('./apt/service.ts'),
    (module) => module.service,
  ),
  tree: lazy(
    () => import('./tree.ts'),
    (module) => module.tree,
  ),
  git: lazy(
    () => import('./git.ts'),
    (module) => module.git,
  ),
  'vim.basic': lazy(
    () => import('../coreutils/vi.ts'),
    (module) => module.vi,
  ),
  'redis-check-rdb': lazy(
    () => import('./redis/main.ts'),
    (module) => module.redisCheckRdb,
  ),
  envsubst: lazy(
    () => import('./envsubst.ts'),
    (module) => module.envsubst,
  ),
}
