/** net.ParseIP and net.ParseMAC. */
import ipaddr from 'ipaddr.js'

/** The address in its usual form; null when it is none. */
export function parseIp(text: string): string | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text)) return ipaddr.IPv4.parse(text).toString()
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
    return ipaddr.IPv6.parse(text).toRFC5952String()
  return null
}
/** 48, 64 or 160 bits in pairs with colons or dashes, or in fours with dots. */
export const isMac = (text: string): boolean =>
  /^[0-9a-f]{2}(([:-])[0-9a-f]{2})(\2[0-9a-f]{2}){4}$/i.test(text) ||
  /^([0-9a-f]{2}:){7}[0-9a-f]{2}$|^([0-9a-f]{2}-){7}[0-9a-f]{2}$/i.test(text) ||
  /^([0-9a-f]{2}:){19}[0-9a-f]{2}$|^([0-9a-f]{2}-){19}[0-9a-f]{2}$/i.test(text) ||
  /^([0-9a-f]{4}\.){2}[0-9a-f]{4}$|^([0-9a-f]{4}\.){3}[0-9a-f]{4}$/i.test(text)
