/** The small parsers of the container room. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../base/bytes.ts'
import { mergeConfig } from './config.ts'
import { EscapeProxy, parseDetachKeys } from './detach.ts'
import { daemonEnv, envRecord, mergeEnv } from './environment.ts'
import { checkTmpfs, parseBind, parseMount, tmpfsSize } from './mount-spec.ts'
import { classifyStartError } from './oci-error.ts'
import { humanDuration } from './status.ts'

describe('-v and --mount', () => {
  it('tells host paths, volumes and anonymous volumes apart', () => {
    expect(parseBind('data:/d:ro')).toMatchObject({ type: 'volume', source: 'data', target: '/d', readOnly: true })
    expect(parseBind('/a/../b:/d/')).toMatchObject({
      type: 'bind',
      source: '/b',
      target: '/d',
      propagation: 'rprivate',
    })
    expect(parseBind('v:/d:nocopy')).toMatchObject({ noCopy: true, readOnly: false })
  })
  it.each([
    [
      'data:data',
      `invalid volume specification: 'data:data': invalid mount config for type "volume": invalid mount path: 'data' mount path must be absolute`,
    ],
    [
      '/:/',
      `invalid volume specification: '/:/': invalid mount config for type "bind": invalid specification: destination can't be '/'`,
    ],
    ['data:/data:rx', 'invalid mode: rx'],
    ['C:\\data:/data', 'invalid mode: /data'],
  ])('refuses %s', (raw, message) => expect(() => parseBind(raw)).toThrow(message))
  it.each([
    [
      { Type: 'bind', Source: '/none', Target: '/d' },
      'invalid mount config for type "bind": bind source path does not exist: /none',
    ],
    [{ Type: 'bind', Target: '/d' }, 'invalid mount config for type "bind": field Source must not be empty'],
    [
      { Type: 'tmpfs', Source: 'x', Target: '/d' },
      'invalid mount config for type "tmpfs": field Source must not be specified',
    ],
    [{ Type: 'disk', Target: '/d' }, 'invalid mount config for type "disk": mount type unknown'],
  ])('refuses %o', (mount, message) => expect(() => parseMount(mount as never, () => false)).toThrow(message))
  it('checks tmpfs options', () => {
    expect(() => checkTmpfs('/x', 'rw,noexec,size=16m')).not.toThrow()
    expect(() => checkTmpfs('/x', 'colour=red')).toThrow('invalid tmpfs option ["colour" "red"]')
    expect(tmpfsSize('64k', 0)).toBe(65536)
  })
})
describe('environment', () => {
  it('puts overrides in place of defaults, repeated ones last, HOME at the end', () => {
    const env = daemonEnv({
      hostname: 'box',
      tty: true,
      config: ['PORT=1', 'ONLY=two', 'PORT=7', 'HOSTNAME=mine'],
      links: [],
    })
    expect(Object.keys(envRecord(env, '/root'))).toEqual(['PATH', 'HOSTNAME', 'TERM', 'ONLY', 'PORT', 'HOME'])
    expect(envRecord(env, '/root')).toMatchObject({ HOSTNAME: 'mine', PORT: '7' })
    expect(mergeEnv(['A=1'], ['A'])).toEqual([])
  })
})
describe('merging a configuration', () => {
  const image = { Entrypoint: ['/entry'], Cmd: ['serve'], Env: ['A=1', 'B=2'], WorkingDir: '/app' }
  it('drops the image’s CMD with a new entrypoint, keeps it otherwise', () => {
    expect(mergeConfig({}, image)).toMatchObject({ Entrypoint: ['/entry'], Cmd: ['serve'], WorkingDir: '/app' })
    expect(mergeConfig({ Entrypoint: ['sh'] }, image)).toMatchObject({ Entrypoint: ['sh'], Cmd: null })
    expect(mergeConfig({ Cmd: ['x'] }, image)).toMatchObject({ Entrypoint: ['/entry'], Cmd: ['x'] })
    expect(mergeConfig({ Entrypoint: [''], Cmd: ['x'] }, image)).toMatchObject({ Entrypoint: null, Cmd: ['x'] })
    expect(mergeConfig({ Env: ['B=3'] }, image).Env).toEqual(['B=3', 'A=1'])
    expect(() => mergeConfig({ Entrypoint: [''] }, image)).toThrow('no command specified')
  })
})
describe('detach keys', () => {
  it('finds the sequence, also over two reads, and passes on what it was not', () => {
    const proxy = new EscapeProxy(parseDetachKeys(''))
    expect([...proxy.feed(encode('a\x10')).data]).toEqual([97])
    expect([...proxy.feed(encode('b')).data]).toEqual([16, 98])
    expect(proxy.feed(encode('c\x10\x11d')).detached).toBe(true)
    expect(parseDetachKeys('ctrl-x,x')).toEqual([24, 120])
    expect(() => parseDetachKeys('foo')).toThrow('Invalid detach keys (foo) provided')
  })
})
describe('failed starts', () => {
  it.each([
    ['exec: "x": executable file not found in $PATH', 127],
    ['exec: "/x": permission denied', 126],
    ['exec: "/etc": is a directory', 126],
    ['mount src=/a, dst=/b: not a directory', 127],
    ['something else', null],
  ])('%s → %s', (text, code) => expect(classifyStartError(text).exitCode).toBe(code))
})
describe('durations', () => {
  it.each([
    [900, 'Less than a second'],
    [59_900, '59 seconds'],
    [61_000, 'About a minute'],
    [46 * 60_000, '46 minutes'],
    [89 * 60_000, 'About an hour'],
    [47 * 3_600_000, '47 hours'],
    [15 * 86_400_000, '2 weeks'],
    [400 * 86_400_000, '13 months'],
  ])('%i ms', (ms, text) => expect(humanDuration(ms)).toBe(text))
})
