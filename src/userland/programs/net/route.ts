/** route(8) and `netstat -r`: one table, in the faces of net-tools and BusyBox. */
import type { Route } from '../../../kernel/net/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { destinationOf, isIpv6Route, netmask } from './addresses.ts'

export async function routeTable(
  sys: Sys,
  options: { numeric: boolean; netstat: boolean; busybox: boolean },
): Promise<string> {
  const { numeric, netstat, busybox } = options
  let out = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags '
  out += netstat ? '  MSS Window  irtt Iface\n' : 'Metric Ref    Use Iface\n'
  const name = async (address: string, any: string): Promise<string> => {
    if (numeric) return address
    if (address === '0.0.0.0') return any
    return (await sys.getnameinfo(address)) ?? address
  }
  for (const route of sys.routes().filter((candidate) => !isIpv6Route(candidate))) {
    const { address, prefix } = destinationOf(route)
    const destination = await name(address, 'default')
    const gateway = await name(route.gateway ?? '0.0.0.0', busybox ? '*' : '0.0.0.0')
    const host = prefix === 32 ? 'H' : ''
    const flags = `U${route.gateway === undefined ? '' : 'G'}${host}`
    out += `${destination.padEnd(15)} ${gateway.padEnd(15)} ${netmask(prefix).padEnd(16)}`
    out += netstat
      ? `${flags.padEnd(6)}    0 0          0 ${route.device}\n`
      : `${flags.padEnd(6)}0      0        0 ${route.device}\n`
  }
  return out
}
export const ipv4Routes = (routes: readonly Route[]): Route[] => routes.filter((route) => !isIpv6Route(route))

const face =
  (busybox: boolean): Program =>
  async (sys) => {
    const args = sys.argv.slice(1)
    const fail = async (text: string, status: number): Promise<number> => {
      await sys.write(2, text)
      return status
    }
    const USAGE =
      'Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables\n       route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.\n\n       route {-h|--help} [<AF>]              Detailed usage syntax for specified AF.\n       route {-V|--version}                  Display version/author and exit.\n'
    let numeric = false
    let extended = false
    for (const arg of args) {
      if (arg === '--help' || arg === '-h')
        return fail(busybox ? await usageText(sys, 'route') : USAGE, busybox ? 0 : 4)
      if (!busybox && (arg === '-V' || arg === '--version')) {
        await sys.write(1, 'route 2.10\n')
        return 0
      }
      if (/^-[nevN]+$/.test(arg)) {
        numeric ||= arg.includes('n')
        extended ||= arg.includes('e')
      } else if (arg === '-A' || arg === '-6' || arg === 'inet6')
        return fail('route: IPv6 routing tables are not simulated yet\n', 1)
      else if (/^(add|del|flush)$/.test(arg))
        return fail(
          sys.euid === 0
            ? 'route: changing routes is not simulated yet\n'
            : busybox
              ? 'route: SIOCADDRT: Operation not permitted\n'
              : 'SIOCADDRT: Operation not permitted\n',
          busybox ? 1 : 7,
        )
      else return fail(busybox ? await usageText(sys, 'route') : USAGE, busybox ? 1 : 4)
    }
    await sys.write(1, await routeTable(sys, { numeric, netstat: extended, busybox }))
    return 0
  }
export const route = face(false)
export const busyboxRoute = face(true)
