import { describe, expect, it } from 'vitest'
import { EventClock } from '../../base/clock.ts'
import { createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import { resolveUser } from './user.ts'

const fs = createTreeFs(EMPTY_TREE, {
  type: 'overlay',
  clock: new EventClock(0, { macrotask: (fn) => void setImmediate(fn) }),
})
fs.mkdir('/etc')
fs.writeFile(
  '/etc/passwd',
  'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:w:/var/www:/bin/false\nnobody:x:65534:65534:n:/home:/bin/false\n',
)
fs.writeFile('/etc/group', 'root:x:0:\nwheel:x:10:root\nwww-data:x:33:\nnobody:x:65534:\n')
const ids = (spec: string, add: string[] = []): unknown => {
  const { credentials, home } = resolveUser(fs, spec, add)
  return [credentials.uid, credentials.gid, credentials.groups, home]
}

describe('--user', () => {
  it('takes names and numbers, groups of the group file only without a group', () => {
    expect(ids('')).toEqual([0, 0, [0, 10], '/root'])
    expect(ids('nobody')).toEqual([65534, 65534, [65534], '/home'])
    expect(ids('1000')).toEqual([1000, 0, [0], '/'])
    expect(ids('1000:33')).toEqual([1000, 33, [33], '/'])
    expect(ids('www-data:nobody', ['65534', '4000'])).toEqual([33, 65534, [4000, 65534, 65534], '/var/www'])
  })
  it('says what is missing as dockerd does', () => {
    expect(() => ids('alice')).toThrow('unable to find user alice: no matching entries in passwd file')
    expect(() => ids('nobody:staff')).toThrow('unable to find group staff: no matching entries in group file')
    expect(() => ids('-5')).toThrow('uids and gids must be in range 0-2147483647')
  })
})
