import { expect, test } from 'vitest'
import { Ownership, type OwnershipOptions, type OwnershipState } from './ownership.ts'

/** Web Locks as the standard has them, for one name: a queue, ifAvailable, steal, and abort of a queued request. */
function lockManager() {
  type Callback = (lock: Lock | null) => unknown
  let holder: { reject: (error: unknown) => void } | null = null
  const queue: { grant: () => void }[] = []
  const next = (): void => {
    if (!holder) queue.shift()?.grant()
  }
  const request = (_name: string, options: LockOptions, callback: Callback): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const grant = (): void => {
        const mine = (holder = { reject })
        Promise.resolve(callback({ name: 'x', mode: 'exclusive' }))
          .then(resolve, reject)
          .finally(() => {
            if (holder !== mine) return
            holder = null
            next()
          })
      }
      if (options.steal) {
        holder?.reject(new DOMException('stolen', 'AbortError'))
        grant()
      } else if (!holder) grant()
      else if (options.ifAvailable) Promise.resolve(callback(null)).then(resolve, reject)
      else {
        const entry = { grant }
        queue.push(entry)
        options.signal?.addEventListener('abort', () => {
          queue.splice(queue.indexOf(entry), 1)
          reject(new DOMException('aborted', 'AbortError'))
        })
      }
    })
  return { request } as unknown as Pick<LockManager, 'request'>
}
function channels() {
  const listeners: { from: object; listener: (event: MessageEvent) => void }[] = []
  return () => {
    const from = {}
    return {
      postMessage: (data: unknown) =>
        listeners.filter((entry) => entry.from !== from).forEach(({ listener }) => listener({ data } as MessageEvent)),
      addEventListener: (_type: string, listener: (event: MessageEvent) => void) =>
        void listeners.push({ from, listener }),
      close: () => undefined,
    } as unknown as NonNullable<OwnershipOptions['channel']>
  }
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

function tab(options: Partial<OwnershipOptions> & Pick<OwnershipOptions, 'locks'>, name: string) {
  const states: OwnershipState[] = []
  const owner = new Ownership(
    {
      channel: undefined,
      patience: 100,
      beforeYield: async () => undefined,
      onChange: (s) => states.push(s),
      ...options,
    },
    name,
  )
  return { owner, states }
}

test('the first tab owns, the second waits and follows when the first lets go', async () => {
  const locks = lockManager()
  const open = channels()
  const order: string[] = []
  const first = tab({ locks, channel: open(), beforeYield: async () => void order.push('saved') }, 'first')
  const second = tab({ locks, channel: open(), onChange: (s) => order.push(s) }, 'second')
  expect(await first.owner.ask()).toBe(true)
  expect(await second.owner.ask()).toBe(false)
  expect(second.owner.state).toBe('waiting')

  await second.owner.takeOver()
  expect(first.owner.state).toBe('lost')
  expect(second.owner.state).toBe('owner')
  // The first saved before the second became the owner.
  expect(order).toEqual(['waiting', 'saved', 'owner'])
})

test('a tab that does not answer loses the lock after a while', async () => {
  const locks = lockManager()
  const first = tab({ locks }, 'first')
  const second = tab({ locks }, 'second')
  await first.owner.ask()
  await second.owner.ask()
  await second.owner.takeOver()
  await settle()
  expect(second.owner.state).toBe('owner')
  expect(first.states).toEqual(['owner', 'lost'])
})

test('of three tabs exactly one owns, whatever is pressed', async () => {
  const locks = lockManager()
  const open = channels()
  const tabs = ['a', 'b', 'c'].map((name) => tab({ locks, channel: open() }, name))
  for (const { owner } of tabs) await owner.ask()
  for (const index of [1, 2, 1]) {
    await tabs[index]!.owner.takeOver()
    await settle()
    expect(tabs.filter(({ owner }) => owner.state === 'owner')).toEqual([tabs[index]])
  }
})

test('without Web Locks the newest tab owns', async () => {
  const { owner } = tab({ locks: undefined }, 'only')
  expect(await owner.ask()).toBe(true)
  expect(owner.state).toBe('owner')
})
