/** Checks of single option values (cli/opts). They throw FlagError with Docker's words. */
import { quote } from '../../base/go/quote.ts'
import { ramInBytes } from '../../base/go/units.ts'
import { FlagError } from '../framework/errors.ts'
import type { Validator } from '../framework/flag-values.ts'
import { parseIp } from './ip.ts'

export const cut = (text: string, separator: string): [before: string, after: string, found: boolean] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text, '', false] : [text.slice(0, at), text.slice(at + separator.length), true]
}

export const validateAttach: Validator = (text) => {
  const lower = text.toLowerCase()
  if (lower === 'stdin' || lower === 'stdout' || lower === 'stderr') return lower
  throw new FlagError('valid streams are STDIN, STDOUT and STDERR')
}
/** KEY=value, or KEY alone: the value is looked up in the environment when the command runs (see resolveEnv). */
export const validateEnv: Validator = (text) => {
  if (cut(text, '=')[0] === '') throw new FlagError(`invalid environment variable: ${text}`)
  return text
}
export const validateLabel: Validator = (text) => {
  const key = cut(text, '=')[0].replace(/^[ \t]+/, '')
  if (key === '') throw new FlagError(`invalid label '${text}': empty name`)
  if (/[ \t]/.test(key)) throw new FlagError(`label '${key}' contains whitespaces`)
  return text
}
export const validateIpAddress: Validator = (text) => {
  const ip = parseIp(text.trim())
  if (ip === null) throw new FlagError(`IP address is not correctly formatted: ${text}`)
  return ip
}
const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*)\.?\s*$/
export const validateDnsSearch: Validator = (text) => {
  const domain = text.replace(/^ +| +$/g, '')
  if (domain === '.') return domain
  if (!/[a-zA-Z]/.test(domain) || !DOMAIN.test(domain) || domain.length >= 255)
    throw new FlagError(`${domain} is not a valid domain`)
  return domain.replace(/\.?\s*$/, '')
}
/** name:ip or name=ip; "host-gateway" stands for the host. */
export const validateExtraHost: Validator = (text) => {
  let [name, address, found] = cut(text, '=')
  if (!found) [name, address, found] = cut(text, ':')
  if (!found || name === '' || name.includes(':')) throw new FlagError(`bad format for add-host: ${quote(text)}`)
  if (address !== 'host-gateway') {
    if (address.length > 2 && address.startsWith('[') && address.endsWith(']')) address = address.slice(1, -1)
    if (parseIp(address.trim()) === null) throw new FlagError(`invalid IP address in add-host: ${quote(address)}`)
  }
  return `${name}:${address}`
}
export const validateLink: Validator = (text) => {
  if (text === '') throw new FlagError('empty string specified for links')
  if (text.split(':').length > 2) throw new FlagError(`bad format for links: ${text}`)
  return text
}
const SYSCTLS = new Set(['msgmax', 'msgmnb', 'msgmni', 'sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced'])
export const validateSysctl: Validator = (text) => {
  const [key, , found] = cut(text, '=')
  const known =
    (key.startsWith('kernel.') && SYSCTLS.has(key.slice(7))) || key.startsWith('net.') || key.startsWith('fs.mqueue.')
  if (!found || key === '' || !known) throw new FlagError(`sysctl '${text}' is not allowed`)
  return text
}
export const validateDeviceCgroupRule: Validator = (text) => {
  if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text))
    throw new FlagError(`invalid device cgroup format '${text}'`)
  return text
}

// ---- devices with a number: the flag keeps {Path, …}
function devicePath(text: string): [path: string, value: string] {
  const [path, value, found] = cut(text, ':')
  if (!found || path === '') throw new FlagError(`bad format: ${text}`)
  if (!path.startsWith('/dev/')) throw new FlagError(`bad format for device path: ${text}`)
  return [path, value]
}
export interface DeviceNumber {
  Path: string
  value: number
}
export function parseThrottleBps(text: string): DeviceNumber {
  const [Path, rate] = devicePath(text)
  const bytes = ramInBytes(rate)
  if (typeof bytes === 'object' || bytes < 0)
    throw new FlagError(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    )
  return { Path, value: bytes }
}
export function parseThrottleIops(text: string): DeviceNumber {
  const [Path, rate] = devicePath(text)
  if (!/^\d+$/.test(rate))
    throw new FlagError(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
    )
  return { Path, value: Number(rate) }
}
export function parseWeightDevice(text: string): DeviceNumber {
  const [Path, weight] = devicePath(text)
  const value = Number(weight)
  if (!/^\d+$/.test(weight) || value > 65535 || (value > 0 && (value < 10 || value > 1000)))
    throw new FlagError(`invalid weight for device: ${text}`)
  return { Path, value }
}
