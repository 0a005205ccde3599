/** The network applets of BusyBox, by name, for its applet table. They load when first run. */
import type { Program } from '../../kernel/sys/types.ts'
import type { LazyProgram } from '../../kernel/types.ts'

const lazy = <T>(load: () => Promise<T>, pick: (module: T) => Program): LazyProgram => ({
  load: async () => ({ default: pick(await load()) }),
})
const ipModule = () => import('./net/ip/index.ts')

export const busyboxIp = lazy(ipModule, (module) => module.busyboxIp)
export const busyboxIfconfig = lazy(
  () => import('./net/ifconfig.ts'),
  (module) => module.busyboxIfconfig,
)
export const busyboxRoute = lazy(
  () => import('./net/route.ts'),
  (module) => module.busyboxRoute,
)
export const busyboxNetstat = lazy(
  () => import('./net/netstat.ts'),
  (module) => module.busyboxNetstat,
)
export const busyboxArp = lazy(
  () => import('./net/arp.ts'),
  (module) => module.busyboxArp,
)
export const busyboxPing = lazy(
  () => import('./net/ping.ts'),
  (module) => module.busyboxPing,
)
export const busyboxNc = lazy(
  () => import('./net/nc.ts'),
  (module) => module.busyboxNc,
)
export const busyboxNslookup = lazy(
  () => import('./dns/nslookup.ts'),
  (module) => module.busyboxNslookup,
)
export const busyboxWget = lazy(
  () => import('./wget/busybox.ts'),
  (module) => module.busyboxWget,
)
export const busyboxHttpd = lazy(
  () => import('./busybox-httpd.ts'),
  (module) => module.busyboxHttpd,
)

export const busyboxNet: Record<string, LazyProgram> = {
  arp: busyboxArp,
  httpd: busyboxHttpd,
  ifconfig: busyboxIfconfig,
  ip: busyboxIp,
  ipaddr: busyboxIp,
  iplink: busyboxIp,
  ipneigh: busyboxIp,
  iproute: busyboxIp,
  iprule: busyboxIp,
  nc: busyboxNc,
  netstat: busyboxNetstat,
  nslookup: busyboxNslookup,
  ping: busyboxPing,
  ping6: busyboxPing,
  route: busyboxRoute,
  wget: busyboxWget,
}
