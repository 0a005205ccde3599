import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SaveResult } from '../../persist/types.ts'
import { Saver, type SaverOptions } from './saver.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.useRealTimers()
})
const ok: SaveResult = { ok: true }

function setup(changes: Partial<SaverOptions> = {}) {
  let n = 0
  const written: unknown[] = []
  const troubles: string[] = []
  const saver = new Saver({
    take: async () => ({ version: 1, takenAt: 0, payload: ++n }),
    screens: () => [],
    saveMachine: async (snapshot) => {
      written.push(snapshot.payload)
      return ok
    },
    saveScreens: async () => ok,
    onTrouble: (reason) => troubles.push(reason),
    ...changes,
  })
  saver.start()
  return { saver, written, troubles }
}

test('many changes in a row are one write, soon after the last', async () => {
  const { saver, written } = setup()
  for (let i = 0; i < 10; i++) {
    saver.touch('machine')
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(700)
  expect(written).toEqual([1])
  expect(saver.state.kind).toBe('saved')
})

test('changes that never stop are written all the same', async () => {
  const { saver, written } = setup()
  for (let i = 0; i < 60; i++) {
    saver.touch('machine')
    await vi.advanceTimersByTimeAsync(200)
  }
  expect(written.length).toBeGreaterThanOrEqual(2)
})

test('a change during a write is written by a second one', async () => {
  let release = (): void => undefined
  const written: unknown[] = []
  const { saver } = setup({
    saveMachine: (snapshot) =>
      new Promise((resolve) => {
        written.push(snapshot.payload)
        release = () => resolve(ok)
      }),
  })
  saver.touch('machine')
  await vi.advanceTimersByTimeAsync(800)
  saver.touch('machine')
  const flushed = saver.flush()
  release()
  await vi.advanceTimersByTimeAsync(10)
  release()
  await flushed
  expect(written).toEqual([1, 2])
})

test('what is only on screen does not take a snapshot', async () => {
  const { saver, written } = setup()
  saver.touch('screen')
  await vi.advanceTimersByTimeAsync(1000)
  expect(written).toEqual([])
})

test('a full disk is told once, and saving goes on when there is room again', async () => {
  const results: SaveResult[] = [
    { ok: false, reason: 'quota', error: null },
    { ok: false, reason: 'quota', error: null },
    ok,
  ]
  const { saver, troubles } = setup({ saveMachine: async () => results.shift()! })
  for (const state of ['memory', 'memory', 'saved']) {
    saver.touch('machine')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saver.state.kind).toBe(state)
  }
  expect(troubles).toEqual(['quota'])
})

test('a tab that lost the machine writes no more', async () => {
  const { saver, troubles, written } = setup({
    saveScreens: async () => ({ ok: false, reason: 'not-owner', error: null }),
  })
  saver.touch('machine')
  await vi.advanceTimersByTimeAsync(1000)
  expect(troubles).toEqual(['not-owner'])
  expect(saver.state.kind).toBe('readonly')
  saver.touch('machine')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(written).toEqual([])
})
