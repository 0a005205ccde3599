/** arp(8): the neighbours that were talked to. */
import type { Program } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { isIpv6 } from './addresses.ts'

const face =
  (busybox: boolean): Program =>
  async (sys) => {
    const args = sys.argv.slice(1)
    const fail = async (text: string): Promise<number> => {
      await sys.write(2, text)
      return 1
    }
    if (args[0] === '--help' || (!busybox && args[0] === '-h')) {
      await sys.write(
        2,
        busybox
          ? await usageText(sys, 'arp')
          : 'Usage:\n  arp [-vn]  [<HW>] [-i <if>] [-a] [<hostname>]             <-Display ARP cache\n',
      )
      return 0
    }
    let numeric = false
    let bsd = busybox
    let device: string | null = null
    let host: string | null = null
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!
      if (/^-[aenv]+$/.test(arg)) {
        numeric ||= arg.includes('n')
        bsd ||= arg.includes('a')
      } else if (arg === '-i') device = args[++i] ?? ''
      else if (/^-[sdDfHA]/.test(arg)) return fail(`arp: ${arg} is not simulated yet\n`)
      else if (arg.startsWith('-')) return fail(`arp: invalid option -- '${arg[1]}'\n`)
      else host = arg
    }
    const known = sys
      .neighbours()
      .filter(
        (neighbour) =>
          !isIpv6(neighbour.address) &&
          (device === null || neighbour.device === device) &&
          (host === null || neighbour.address === host),
      )
    if (host !== null && !known.length) {
      await sys.write(
        1,
        busybox ? `arp: in ${sys.neighbours().length} entries no match found\n` : `${host} (${host}) -- no entry\n`,
      )
      return busybox ? 0 : 1
    }
    if (!bsd) {
      if (known.length)
        await sys.write(1, 'Address                  HWtype  HWaddress           Flags Mask            Iface\n')
      for (const { address, mac, device: on } of known) {
        const name = numeric ? address : ((await sys.getnameinfo(address)) ?? address)
        await sys.write(1, `${name.slice(0, 23).padEnd(23)}  ether   ${mac.padEnd(18)}  C                     ${on}\n`)
      }
      return 0
    }
    for (const { address, mac, device: on } of known) {
      const name = numeric ? '?' : ((await sys.getnameinfo(address)) ?? '?')
      await sys.write(
        1,
        busybox
          ? `${name} (${address}) at ${mac} [ether]  on ${on}\n`
          : `${name} (${address}) at ${mac} [ether] on ${on}\n`,
      )
    }
    return 0
  }
export const arp = face(false)
export const busyboxArp = face(true)
