/** The engine's state as plain data, and an engine made of it: what a learner had is there again, running what ran. */
import { describe, expect, it } from 'vitest'
import type { ContainerInspect } from '../../src/api/types/index.ts'
import { bootEngine, call, type Booted } from './engine.ts'

const quiet = async (): Promise<void> => {
  for (let i = 0; i < 3000; i++) await Promise.resolve()
}
const inspect = async ({ api }: Booted, name: string): Promise<ContainerInspect> =>
  (await call(api, 'GET', `/containers/${name}/json`)).json as ContainerInspect
async function start(booted: Booted, name: string, body: object): Promise<void> {
  expect((await call(booted.api, 'POST', `/containers/create?name=${name}`, body)).status).toBe(201)
  expect((await call(booted.api, 'POST', `/containers/${name}/start`)).status).toBe(204)
  await quiet()
}
/** A second machine with the first one's state, as if the page had been closed in between. */
async function reborn(first: Booted): Promise<Booted> {
  const state = structuredClone(await first.engine.state())
  const second = await bootEngine({ at: first.clock.now() + 60_000 })
  await second.engine.restore(state)
  await quiet()
  return second
}

describe('state and restore', () => {
  it('starts what ran, with its id, address, ports, files, logs and start time', async () => {
    const first = await bootEngine()
    await call(first.api, 'POST', '/images/create?fromImage=busybox&tag=1.35')
    await call(first.api, 'POST', '/networks/create', { Name: 'app', IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] } })
    await start(first, 'other', { Image: 'busybox:1.35', Cmd: ['sleep', '1000'] })
    await start(first, 'web', {
      Image: 'busybox:1.35',
      Cmd: ['sh', '-c', 'echo boot; echo x >> /runs; sleep 1000'],
      HostConfig: { NetworkMode: 'app', PortBindings: { '80/tcp': [{ HostPort: '' }] } },
    })
    await call(first.api, 'POST', '/containers/other/stop?t=0')
    const before = await inspect(first, 'web')
    const second = await reborn(first)
    const after = await inspect(second, 'web')
    expect(after.Id).toBe(before.Id)
    expect(after.State.Running).toBe(true)
    expect(after.State.StartedAt).toBe(before.State.StartedAt)
    expect(after.NetworkSettings.Networks).toEqual(before.NetworkSettings.Networks)
    expect(after.NetworkSettings.Ports).toEqual(before.NetworkSettings.Ports)
    const logs = await call(second.api, 'GET', '/containers/web/logs?stdout=1')
    expect(logs.text.match(/boot/g)).toHaveLength(2)
    const stopped = await inspect(second, 'other')
    expect(stopped.State.Status).toBe('exited')
    expect(stopped.State.ExitCode).toBe(137)
    expect(second.bugs).toEqual([])
  })
  it('keeps images of its own and does not give an id twice', async () => {
    const first = await bootEngine()
    await call(first.api, 'POST', '/images/create?fromImage=busybox&tag=1.35')
    await start(first, 'one', { Image: 'busybox:1.35', Cmd: ['sh', '-c', 'echo mine > /mine'] })
    const commit = await call(first.api, 'POST', '/commit?container=one&repo=mine', {})
    const second = await reborn(first)
    await start(second, 'two', { Image: 'mine', Cmd: ['cat', '/mine'] })
    expect((await call(second.api, 'GET', '/containers/two/logs?stdout=1')).text).toContain('mine')
    expect((await inspect(second, 'two')).Image).toBe((commit.json as { Id: string }).Id)
    const ids = ((await call(second.api, 'GET', '/containers/json?all=1')).json as { Id: string }[]).map(({ Id }) => Id)
    expect(new Set(ids).size).toBe(2)
    const images = (booted: Booted): Promise<unknown> =>
      call(booted.api, 'GET', '/images/json').then(({ json }) => json)
    expect(await images(second)).toEqual(await images(first))
  })
})
