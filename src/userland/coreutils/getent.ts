/** getent(1): the databases that files hold, and hosts by the resolver. */
import { ResolveError } from '../../kernel/sys/types.ts'
import { attempt, SysError } from '../../base/abi/errno.ts'
import { gnu } from './lib/command.ts'
import { lines } from './lib/users.ts'

const FILES: Record<string, string> = {
  passwd: '/etc/passwd',
  group: '/etc/group',
  shadow: '/etc/shadow',
  gshadow: '/etc/gshadow',
  services: '/etc/services',
  protocols: '/etc/protocols',
  networks: '/etc/networks',
  rpc: '/etc/rpc',
  ethers: '/etc/ethers',
  aliases: '/etc/aliases',
}
const HOSTS = ['hosts', 'ahosts', 'ahostsv4', 'ahostsv6']

export const getent = gnu(
  {
    help: 'getent',
    short: 'is:AV',
    long: { 'no-idn': 'i', service: 's', 'no-addrconfig': 'A' },
    advice: "Try `getent --help' or `getent --usage' for more information.\n",
  },
  async (command) => {
    const { sys } = command
    const [database, ...keys] = command.args
    if (database === undefined) {
      await sys.write(
        2,
        `${command.name}: wrong number of arguments\nTry \`getent --help' or \`getent --usage' for more information.\n`,
      )
      return 1
    }
    if (HOSTS.includes(database)) {
      const show = (address: string, names: string): Promise<void> | void =>
        command.put(`${address.padEnd(15)} ${names}\n`)
      if (!keys.length) {
        const text = attempt(() => sys.readText('/etc/hosts'))
        if (text instanceof SysError) return 0
        for (const line of text.split('\n')) {
          const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
          if (address && names.length) await show(address, names.join(' '))
        }
        return 0
      }
      for (const key of keys) {
        try {
          if (/^[\d.]+$|:/.test(key)) {
            const name = await sys.getnameinfo(key)
            if (name === null) return 2
            await show(key, name)
            continue
          }
          const addresses = await sys.getaddrinfo(key)
          if (database === 'hosts') await show(addresses[0]!, hostNames(sys.readText('/etc/hosts'), key))
          else
            for (const [i, address] of addresses.entries())
              for (const type of ['STREAM', 'DGRAM', 'RAW'])
                await command.put(`${address.padEnd(15)} ${type}${type === 'STREAM' ? ` ${i === 0 ? key : ''}` : ''}\n`)
        } catch (error) {
          if (!(error instanceof ResolveError)) throw error
          return 2
        }
      }
      return 0
    }
    if (database === 'initgroups') return command.die('initgroups is not simulated yet')
    const path = FILES[database]
    if (!path) {
      await sys.write(
        2,
        `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
      )
      return 1
    }
    const all = lines(sys, path).filter((line) => !line.startsWith('#'))
    if (!keys.length) {
      for (const line of all) await command.put(`${line}\n`)
      return 0
    }
    let missing = false
    for (const key of keys) {
      const colon = database === 'passwd' || database === 'group' || database === 'shadow' || database === 'gshadow'
      const found = all.find((line) => {
        const fields = colon ? line.split(':') : line.split(/\s+/)
        if (fields[0] === key) return true
        if (database === 'passwd' || database === 'group') return /^\d+$/.test(key) && fields[2] === key
        return database === 'services' && (fields[1] === key || fields[1]?.split('/')[0] === key)
      })
      if (found === undefined) missing = true
      else
        await command.put(
          `${
            colon
              ? found
              : found
                  .replace(/\s*#.*/, '')
                  .replace(/^(\S+)\s+/, (_, name: string) => name.padEnd(22))
                  .replace(/\s+$/, '')
          }\n`,
        )
    }
    return missing ? 2 : 0
  },
)
/** The names of a host in the file, the canonical one first; else the name itself. */
function hostNames(hosts: string, key: string): string {
  for (const line of hosts.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (names.includes(key)) return names.join(' ')
  }
  return key
}
