/** getent(1): hosts, ahosts, passwd, group, services, protocols, networks, shadow, initgroups. */
import { SysError } from '../../../base/abi/errno.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Program, Sys } from '../../../kernel/sys/types.ts'
import { isIpv4, isIpv6 } from './addresses.ts'

const DATABASES = [
  'ahosts',
  'ahostsv4',
  'ahostsv6',
  'aliases',
  'ethers',
  'group',
  'gshadow',
  'hosts',
  'initgroups',
  'netgroup',
  'networks',
  'passwd',
  'protocols',
  'rpc',
  'services',
  'shadow',
]
const TRY = "Try `getent --help' or `getent --usage' for more information.\n"
const HELP = `Usage: getent [OPTION...] database [key ...]
Get entries from administrative database.

  -i, --no-idn               disable IDN encoding
  -s, --service=CONFIG       Service configuration to be used
  -?, --help                 Give this help list
      --usage                Give a short usage message
  -V, --version              Print program version

Mandatory or optional arguments to long options are also mandatory or optional
for any corresponding short options.

Supported databases:
${DATABASES.join(' ')}

For bug reporting instructions, please see:
<http://www.debian.org/Bugs/>.
`

function rows(sys: Sys, file: string): string[] {
  try {
    return sys
      .readText(file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}
const hostLine = (address: string, names: string): string => `${address.padEnd(15)} ${names}\n`

interface Known {
  address: string
  names: string[]
}
const hostsFile = (sys: Sys): Known[] =>
  rows(sys, '/etc/hosts').map((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return { address, names }
  })

async function hosts(sys: Sys, key: string): Promise<string | null> {
  const known = hostsFile(sys)
  if (isIpv4(key) || isIpv6(key)) {
    const entry = known.find(({ address }) => address === key)
    if (entry) return hostLine(key, entry.names.join(' '))
    const name = await sys.getnameinfo(key)
    return name === null ? null : hostLine(key, name)
  }
  // IPv6 first, then IPv4, as gethostbyname2 is asked.
  for (const family of [6, 4] as const) {
    const entry = known.find(
      ({ address, names }) =>
        isIpv6(address) === (family === 6) && names.some((name) => name.toLowerCase() === key.toLowerCase()),
    )
    if (entry) return hostLine(entry.address, entry.names.join(' '))
    try {
      const addresses = await sys.getaddrinfo(key, family)
      if (addresses.length) return addresses.map((address) => hostLine(address, key)).join('')
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
    }
  }
  return null
}
async function ahosts(sys: Sys, key: string, family?: 4 | 6): Promise<string | null> {
  try {
    const addresses = await sys.getaddrinfo(key, family)
    return addresses
      .map(
        (address, i) =>
          `${address.padEnd(15)} STREAM ${i === 0 ? key : ''}\n${address.padEnd(15)} DGRAM  \n${address.padEnd(15)} RAW    \n`,
      )
      .join('')
  } catch (error) {
    if (error instanceof ResolveError) return null
    throw error
  }
}

const FILES: Record<string, { file: string; separator: RegExp; byNumber: number }> = {
  passwd: { file: '/etc/passwd', separator: /:/, byNumber: 2 },
  group: { file: '/etc/group', separator: /:/, byNumber: 2 },
  shadow: { file: '/etc/shadow', separator: /:/, byNumber: -1 },
  gshadow: { file: '/etc/gshadow', separator: /:/, byNumber: -1 },
}

export const getent: Program = async (sys) => {
  const args = sys.argv.slice(1).filter((arg) => arg !== '-i' && arg !== '--no-idn')
  if (args[0] === '--help' || args[0] === '-?') {
    await sys.write(1, HELP)
    return 0
  }
  if (args[0] === '--version' || args[0] === '-V') {
    await sys.write(1, 'getent (Debian GLIBC 2.36-9+deb12u13) 2.36\n')
    return 0
  }
  if (args[0] === '-s' || args[0]?.startsWith('--service')) {
    await sys.write(2, `getent: ${args[0]} is not simulated yet\n`)
    return 1
  }
  const [database, ...keys] = args
  if (database === undefined) {
    await sys.write(2, `getent: wrong number of arguments\n${TRY}`)
    return 1
  }
  if (!DATABASES.includes(database)) {
    await sys.write(2, `Unknown database: ${database}\n${TRY}`)
    return 1
  }
  let missing = false
  const put = async (text: string | null): Promise<void> => {
    if (text === null) missing = true
    else await sys.write(1, text)
  }
  const file = FILES[database]
  if (file) {
    const all = rows(sys, file.file)
    if (!keys.length) await put(all.map((line) => `${line}\n`).join(''))
    for (const key of keys) {
      const row = all.find((line) => {
        const fields = line.split(file.separator)
        return fields[0] === key || (/^\d+$/.test(key) && file.byNumber >= 0 && fields[file.byNumber] === key)
      })
      await put(row === undefined ? null : `${row}\n`)
    }
    return missing ? 2 : 0
  }
  switch (database) {
    case 'hosts':
      if (!keys.length) for (const { address, names } of hostsFile(sys)) await put(hostLine(address, names.join(' ')))
      for (const key of keys) await put(await hosts(sys, key))
      return missing ? 2 : 0
    case 'ahosts':
    case 'ahostsv4':
    case 'ahostsv6':
      for (const key of keys)
        await put(await ahosts(sys, key, database === 'ahostsv4' ? 4 : database === 'ahostsv6' ? 6 : undefined))
      return missing ? 2 : 0
    case 'initgroups': {
      for (const key of keys) {
        const gids = rows(sys, '/etc/group')
          .map((line) => line.split(':'))
          .filter((fields) => fields[3]?.split(',').includes(key))
          .map((fields) => fields[2])
        await put(`${key.padEnd(21)} ${gids.join(' ')}\n`)
      }
      return 0
    }
    case 'services':
    case 'protocols':
    case 'networks': {
      const all = rows(sys, `/etc/${database}`)
      for (const key of keys) {
        const row = all
          .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
          .find((fields) => fields[0] === key || fields[1]?.split('/')[0] === key)
        await put(row ? `${row[0]!.padEnd(21)} ${row.slice(1).join(' ')}\n` : null)
      }
      return missing ? 2 : 0
    }
  }
  return keys.length ? 2 : 0
}
