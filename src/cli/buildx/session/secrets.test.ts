import { describe, expect, it } from 'vitest'
import { SysError } from '../../../base/abi/errno.ts'
import { decode, encode } from '../../../base/bytes.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { parseSecret, secretStore } from './secrets.ts'

describe('--secret', () => {
  it.each([
    ['id=a', { id: 'a', path: '', env: '' }],
    ['id=a,src=f.txt', { id: 'a', path: 'f.txt', env: '' }],
    ['type=file,id=a,source=/f', { id: 'a', path: '/f', env: '' }],
    ['id=a,env=X', { id: 'a', path: '', env: 'X' }],
    ['type=env,id=a,src=X', { id: 'a', path: '', env: 'X' }],
    ['ID=a,"src=with,comma"', { id: 'a', path: 'with,comma', env: '' }],
  ])('%s', (text, wanted) => {
    expect(parseSecret(text)).toEqual(wanted)
  })
  it.each([
    ['id', "invalid field 'id' must be a key=value pair"],
    ['id=a,type=x', 'unsupported secret type "x"'],
    ['id=a,foo=b', "unexpected key 'foo' in 'foo=b'"],
  ])('refuses %s', (text, message) => {
    expect(() => parseSecret(text)).toThrow(message)
  })
  const files: Record<string, string> = { 'f.txt': 'from the file', tok: 'named as its file' }
  const missing = (path: string): never => {
    throw new SysError('ENOENT', path)
  }
  const sys = {
    env: { X: 'from X', both: 'from the environment' },
    stat: (path: string) =>
      path === 'big' ? { size: 500 * 1024 + 1 } : { size: (files[path] ?? missing(path)).length },
    readFile: (path: string) => encode(files[path] ?? missing(path)),
  } as unknown as Sys
  const answer = (text: string, id: string): string | null => {
    const value = secretStore(sys, [parseSecret(text)])(id)
    return value && decode(value)
  }
  it('comes from its file, from a variable, or from what is named like it', () => {
    expect(answer('id=a,src=f.txt', 'a')).toBe('from the file')
    expect(answer('id=a,env=X', 'a')).toBe('from X')
    expect(answer('id=a,env=NOSUCH', 'a')).toBe('')
    expect(answer('id=both', 'both')).toBe('from the environment')
    expect(answer('id=tok', 'tok')).toBe('named as its file')
    expect(answer('id=tok', 'other')).toBeNull()
  })
  it('must be there and small, and have an ID', () => {
    expect(() => answer('src=f.txt', '')).toThrow('secret missing ID')
    expect(() => answer('id=a,src=nosuch', 'a')).toThrow(
      'failed to stat nosuch: stat nosuch: no such file or directory',
    )
    expect(() => answer('id=a,src=big', 'a')).toThrow('secret a too big. max size 500KiB')
  })
})
