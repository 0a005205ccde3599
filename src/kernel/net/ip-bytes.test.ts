import { expect, it } from 'vitest'
import { canonical, inPrefix, networkOf } from './address.ts'
import { ipBytes } from './ip-bytes.ts'

it.each([
  ['0:0:0:0:0:0:0:1', '::1'],
  ['::', '::'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['1::8.9.10.11', '1::809:a0b'],
  ['::FFFF:1.2.3.4', '::ffff:1.2.3.4'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is written %s', (text, short) => expect(canonical(text)).toBe(short))

it.each([
  '1::2::3',
  ':1',
  '1:',
  '12345::',
  'g::',
  ':::',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '01.2.3.4',
  '1.2.3',
  '256.1.1.1',
])('%s is no address', (text) => expect(ipBytes(text)).toBeNull())

it('prefixes end within a byte, too', () => {
  expect(networkOf('172.18.77.5', 20)).toBe('172.18.64.0/20')
  expect(networkOf('fd00:1:2:3:ff::1', 65)).toBe('fd00:1:2:3::/65')
  expect(inPrefix('10.0.0.129', '10.0.0.128', 25)).toBe(true)
  expect(inPrefix('10.0.0.127', '10.0.0.128', 25)).toBe(false)
  expect(inPrefix('10.0.0.1', '::1', 0)).toBe(false)
})
