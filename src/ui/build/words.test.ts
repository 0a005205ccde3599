import { expect, test } from 'vitest'
import type { CacheMiss } from '../../api/types/build.ts'
import { duration, errorHelp, missText, ownLabel } from './words.ts'

const miss = (reason: CacheMiss['reason'], ...detail: string[]): string => missText({ reason, detail })

test('reasons of the cache name what changed', () => {
  expect(miss('files', '/a.txt', '/b/c')).toBe('파일 내용이 바뀌었어요: a.txt, b/c')
  expect(miss('files', '/1', '/2', '/3', '/4', '/5')).toBe('파일 내용이 바뀌었어요: 1, 2, 3 말고도 2개')
  expect(miss('argument', 'VERSION')).toContain(': VERSION')
  expect(miss('parent', '[build 3/4] COPY src/ .')).toContain(': COPY src/ .')
  expect(miss('parent')).not.toContain('{')
  expect(miss('first', 'anything')).not.toContain('anything')
})
test('errors that beginners meet have advice', () => {
  const checksum = 'failed to compute cache key: failed to calculate checksum of ref a::b: "/missing.txt": not found'
  expect(errorHelp(checksum)).toContain('missing.txt 파일이')
  const run = 'process "/bin/sh -c x" did not complete successfully: exit code: '
  expect(errorHelp(`${run}127`)).toContain('그런 명령이')
  expect(errorHelp(`${run}2`)).toContain('상태 2')
  expect(
    errorHelp('busybox:9.9: failed to resolve source metadata for docker.io/library/busybox:9.9: not found'),
  ).toContain('바탕 이미지')
  expect(errorHelp('something else')).toBeNull()
})
test('the builder’s own steps and times in words', () => {
  expect(ownLabel('[internal] load metadata for docker.io/library/busybox:1.35')).toBe('busybox:1.35 정보 받기')
  expect(ownLabel('[auth] library/x:pull token')).toBe('library/x:pull token')
  expect([duration(0), duration(1650), duration(125_000)]).toEqual(['0.0초', '1.6초', '2분 05초'])
})
