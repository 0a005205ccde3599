import { describe, expect, it } from 'vitest'
import { AddressPool, choosePool, formatAddress, overlaps, parseAddress, parseSubnet, subnetText } from './ipam.ts'

describe('ipam', () => {
  it('gives the lowest free address again', () => {
    const pool = new AddressPool(parseSubnet('172.17.0.0/16')!, null)
    pool.reserve('172.17.0.1')
    expect([pool.allocate(''), pool.allocate(''), pool.allocate('')]).toEqual([
      '172.17.0.2',
      '172.17.0.3',
      '172.17.0.4',
    ])
    pool.release('172.17.0.3')
    expect(pool.allocate('')).toBe('172.17.0.3')
    expect(() => pool.reserve('172.17.0.1')).toThrow('Address already in use')
  })
  it('starts an ip-range at its base and leaves out network and broadcast', () => {
    expect(new AddressPool(parseSubnet('10.20.0.0/16')!, parseSubnet('10.20.5.0/24')).allocate('')).toBe('10.20.5.0')
    const tiny = new AddressPool(parseSubnet('10.0.0.0/30')!, null)
    expect([tiny.allocate('n'), tiny.allocate('n')]).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(() => tiny.allocate('n')).toThrow(/no available IPv4 addresses/)
  })
  it('chooses default pools around what is taken', () => {
    const taken = [parseSubnet('172.17.0.0/16')!, parseSubnet('172.18.3.0/24')!]
    expect(subnetText(choosePool(taken))).toBe('172.19.0.0/16')
    expect(overlaps(parseSubnet('10.50.0.128/25')!, parseSubnet('10.50.0.0/24')!)).toBe(true)
  })
  it('reads and writes IPv6 as RFC 5952', () => {
    for (const text of ['fd00:10::2', '::1', 'fe80::', '1:0:2::5', '::']) {
      expect(formatAddress(parseAddress(text)!.value, 6)).toBe(text)
    }
    expect(parseSubnet('10.60.0.0/33')).toBeNull()
    expect(parseAddress('999.1.1.1')).toBeNull()
  })
})
