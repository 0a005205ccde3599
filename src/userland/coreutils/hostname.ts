/** hostname(1) of Debian's hostname package, dnsdomainname(1) and domainname's absence. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { ResolveError } from '../../kernel/sys/types.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { Command, leaving } from './lib/command.ts'
import { OptionError, parseOptions } from './lib/options.ts'

const USAGE = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`

/** The addresses of the interfaces, without loopback and link-local ones. */
export const ownAddresses = (sys: Sys): string[] =>
  sys
    .interfaces()
    .filter((link) => link.kind !== 'loopback' && link.up)
    .flatMap((link) => link.addresses.map((address) => address.address))
    .filter((address) => !address.startsWith('fe80'))

/** The canonical name: the first name of the line in /etc/hosts that has it. */
export function fullName(sys: Sys, name: string): string {
  const text = attempt(() => sys.readText('/etc/hosts'))
  if (text instanceof SysError) return name
  for (const line of text.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (names.includes(name)) return names[0]!
  }
  return name
}

const LONG: Record<string, string> = {
  domain: 'd',
  boot: 'b',
  file: 'F',
  fqdn: 'f',
  'all-fqdns': 'A',
  help: 'h',
  long: 'f',
  short: 's',
  version: 'V',
  alias: 'a',
  'ip-address': 'i',
  'all-ip-addresses': 'I',
  nis: 'y',
  yp: 'y',
}

async function run(command: Command, preset: string): Promise<number> {
  const { sys } = command
  const parsed = parseOptions(sys.argv.slice(1), { short: 'aAdfbF:h?iIsVy', long: LONG })
  command.options = parsed.options
  command.args = parsed.operands
  const node = sys.uname().nodename
  const what = command.last('aAdfiIsyhV?') ?? preset
  if (what === 'h') {
    await command.put(USAGE)
    return 0
  }
  if (what === '?') throw new OptionError('')
  if (what === 'V') {
    await command.put('hostname 3.23\n')
    return 0
  }
  const file = command.value('F')
  if (file !== undefined || (command.args.length && !what)) {
    let name = command.args[0] ?? ''
    if (file !== undefined) {
      const text = attempt(() => sys.readText(file))
      if (text instanceof SysError) {
        await sys.write(2, `${command.name}: can't open \`${file}'\n`)
        return 1
      }
      name = text.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? ''
    }
    if (name.length > 64) return command.die('name too long')
    if (!/^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/.test(name)) {
      await command.warn('the specified hostname is invalid')
      return 1
    }
    const failure = attempt(() => sys.sethostname(name))
    if (failure instanceof SysError) {
      await command.warn(failure.code === 'EPERM' ? 'you must be root to change the host name' : strerror(failure.code))
      return 1
    }
    return 0
  }
  switch (what) {
    case '':
      await command.put(`${node}\n`)
      break
    case 's':
      await command.put(`${node.split('.')[0]}\n`)
      break
    case 'I':
      await command.put(
        `${ownAddresses(sys)
          .map((address) => `${address} `)
          .join('')}\n`,
      )
      break
    case 'A':
      for (const address of ownAddresses(sys)) {
        const name = await sys.getnameinfo(address)
        if (name !== null) await command.put(`${name} `)
      }
      await command.put('\n')
      break
    case 'y':
      await command.warn('Local domain name not set')
      return 1
    default:
      try {
        const addresses = await sys.getaddrinfo(node)
        const full = fullName(sys, node)
        if (what === 'i') await command.put(`${addresses.join(' ')}\n`)
        else if (what === 'd') await command.put(`${full.includes('.') ? full.slice(full.indexOf('.') + 1) : ''}\n`)
        else if (what === 'f') await command.put(`${full}\n`)
        else if (what === 'a') {
          const text = sys.readText('/etc/hosts')
          const line = text.split('\n').find((l) => l.replace(/#.*/, '').trim().split(/\s+/).slice(1).includes(node))
          await command.put(`${(line ?? '').trim().split(/\s+/).slice(2).join(' ')}\n`)
        }
      } catch (error) {
        if (!(error instanceof ResolveError)) throw error
        await command.warn(error.message)
        return 1
      }
  }
  return 0
}

function make(preset: string) {
  return async (sys: Sys): Promise<number> => {
    const command = new Command(sys, sys.argv[0] ?? 'hostname')
    try {
      const status = await run(command, preset)
      await command.out.flush()
      return status
    } catch (error) {
      return leaving(command, error, async (message) => {
        await sys.write(2, (message ? `${command.name}: ${message}\n` : '') + USAGE)
        return 255
      })
    }
  }
}
export const hostname = make('')
export const dnsdomainname = make('d')
