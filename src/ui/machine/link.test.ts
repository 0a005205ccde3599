import { beforeEach, expect, test, vi } from 'vitest'
import type { MachineSnapshot } from '../../machine/facade.ts'
import { FakeMachine } from '../testing/fake-machine.ts'
import { sampleView } from '../testing/views.ts'
import type { MachineConnection } from './connection.ts'
import { MachineLink, type SnapshotSource, type StartReport } from './link.svelte.ts'

const good = (name: string): MachineSnapshot => {
  const view = sampleView()
  view.host.name = name
  return { version: 1, takenAt: 0, payload: { view } }
}
const bad: MachineSnapshot = { version: 1, takenAt: 0, payload: {} }

function setup(rows: { seq: number; snapshot: MachineSnapshot }[]) {
  const crashes: (() => void)[] = []
  let open = 0
  const connect = (): MachineConnection => {
    open++
    let listener: (reason: unknown) => void = () => undefined
    crashes.push(() => listener('test'))
    return {
      facade: new FakeMachine(),
      wrap: (callback) => callback,
      onCrash: (next) => (listener = next),
      close: () => void open--,
    }
  }
  const aside: number[] = []
  const snapshots: SnapshotSource = {
    load: async () => ({ rows: rows.filter((row) => !aside.includes(row.seq)), broken: 0 }),
    setAside: async (seq) => void aside.push(seq),
  }
  const link = new MachineLink(connect, snapshots)
  const reports: [StartReport, boolean][] = []
  link.onReady((report, again) => reports.push([report, again]))
  return { link, aside, reports, crash: () => crashes.at(-1)!(), open: () => open }
}
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))

test('starts from the newest snapshot', async () => {
  const { link, reports } = setup([
    { seq: 2, snapshot: good('new') },
    { seq: 1, snapshot: good('old') },
  ])
  await link.start()
  expect(link.view?.host.name).toBe('new')
  expect(reports).toEqual([[{ cause: 'open', origin: 'newest', broken: 0 }, false]])
})

test('a snapshot that the machine refuses is set aside and the one before it is used', async () => {
  const { link, aside, reports, open } = setup([
    { seq: 2, snapshot: bad },
    { seq: 1, snapshot: good('old') },
  ])
  await link.start()
  expect(link.view?.host.name).toBe('old')
  expect(aside).toEqual([2])
  expect(reports[0]![0]).toEqual({ cause: 'open', origin: 'older', broken: 1 })
  expect(open()).toBe(1)
})

test('with no usable snapshot a fresh machine starts', async () => {
  const { link, reports } = setup([{ seq: 1, snapshot: bad }])
  await link.start()
  expect(link.status).toBe('ready')
  expect(reports[0]![0]).toEqual({ cause: 'open', origin: 'fresh', broken: 1 })
})

test('a machine that dies is started again from disk, but not for ever', async () => {
  const { link, reports, crash } = setup([{ seq: 1, snapshot: good('saved') }])
  await link.start()
  for (let i = 0; i < 3; i++) {
    crash()
    await vi.waitFor(() => expect(link.status).toBe('ready'))
  }
  expect(reports.map(([, again]) => again)).toEqual([false, true, true, true])
  crash()
  await Promise.resolve()
  expect(link.status).toBe('failed')
})

test('an import that does not work leaves the machine as it was', async () => {
  const { link } = setup([{ seq: 1, snapshot: good('mine') }])
  await link.start()
  await expect(link.startFrom(bad)).rejects.toThrow()
  expect(link.status).toBe('ready')
  expect(link.view?.host.name).toBe('mine')
})
