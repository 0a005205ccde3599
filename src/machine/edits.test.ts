import { expect, test } from 'vitest'
import { decode } from '../base/bytes.ts'
import type { MachineEvent } from './facade.ts'
import { Machine } from './machine.ts'

async function machine(clock: 'wall' | 'events'): Promise<Machine> {
  const machine = new Machine()
  await machine.boot({ seed: 1, clock, paced: false, ...(clock === 'events' ? { at: Date.UTC(2026, 10, 24) } : {}) })
  return machine
}
const home = (name: string): string => `/home/student/${name}`

test('edits are the learner’s: owner, permissions and the names of errors', async () => {
  const m = await machine('events')
  expect(
    await m.editFiles([
      { kind: 'mkdir', path: home('app') },
      { kind: 'write', path: home('app/Dockerfile'), data: 'FROM busybox\n', create: true },
    ]),
  ).toEqual({ error: null })
  expect((await m.run('stat -c "%A %U %n" app/Dockerfile; cat app/Dockerfile')).stdout).toBe(
    '-rw-r--r-- student app/Dockerfile\nFROM busybox\n',
  )
  expect(await m.editFiles([{ kind: 'write', path: '/etc/motd', data: '' }])).toEqual({ error: 'EACCES', index: 0 })
  expect(await m.editFiles([{ kind: 'rename', from: home('app'), to: home('.profile') }])).toEqual({
    error: 'EEXIST',
    index: 0,
  })
  expect(await m.editFiles([{ kind: 'rename', from: home('app'), to: home('app/sub') }])).toEqual({
    error: 'EINVAL',
    index: 0,
  })
  expect(await m.editFiles([{ kind: 'remove', path: home('app') }])).toEqual({ error: null })
  expect((await m.run('ls -d app')).status).toBe(2)
})

test('a list is done whole or not at all', async () => {
  const m = await machine('events')
  await m.run('echo before > kept; mkdir mine')
  expect(
    await m.editFiles([
      { kind: 'write', path: home('kept'), data: 'after\n' },
      { kind: 'mkdir', path: home('mine/new') },
      { kind: 'write', path: home('mine/new/a'), data: 'a', create: true },
      { kind: 'write', path: home('kept'), data: '', create: true },
    ]),
  ).toEqual({ error: 'EEXIST', index: 3 })
  expect(decode((await m.readFile(home('kept')))!)).toBe('before\n')
  expect((await m.run('ls -A mine')).stdout).toBe('')
})

test('changes of files are told, whoever made them', async () => {
  const m = await machine('wall')
  const seen: string[] = []
  let heard = (): void => {}
  await m.onEvent((event: MachineEvent) => {
    if (event.kind !== 'files') return
    seen.push(...event.paths)
    heard()
  })
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve))
  await Promise.all([next(), m.run('mkdir -p a/b; echo hi > a/b/c; echo > /tmp/elsewhere')])
  expect(seen).toContain(home('a/b/c'))
  expect(seen.some((path) => path.startsWith('/tmp'))).toBe(false)
  seen.length = 0
  await Promise.all([next(), m.editFiles([{ kind: 'remove', path: home('a') }])])
  expect(seen).toContain(home('a'))
  await m.shutdown()
})
