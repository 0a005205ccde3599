/** Documents between the learner, the machine and a page that is left: nothing is lost, nothing is overwritten unasked. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { FileEdit } from '../../../machine/facade.ts'
import { Documents } from './documents.svelte.ts'
import { Drafts, type DraftStorage } from './drafts.ts'

const encoder = new TextEncoder()
class Disk {
  readonly files = new Map<string, string>()
  refuse: string | null = null
  read = async (path: string): Promise<Uint8Array | null> => {
    const text = this.files.get(path)
    return text === undefined ? null : encoder.encode(text)
  }
  edit = async (edits: FileEdit[]): Promise<{ error: null } | { error: string; index: number }> => {
    if (this.refuse) return { error: this.refuse, index: 0 }
    for (const edit of edits) if (edit.kind === 'write') this.files.set(edit.path, edit.data as string)
    return { error: null }
  }
}
class Stored implements NonNullable<DraftStorage> {
  readonly items = new Map<string, string>()
  getItem = (key: string): string | null => this.items.get(key) ?? null
  setItem = (key: string, value: string): void => void this.items.set(key, value)
  removeItem = (key: string): void => void this.items.delete(key)
}
let disk: Disk
let stored: Stored
const page = () => new Documents(disk, new Drafts(stored), () => undefined)
beforeEach(() => {
  disk = new Disk()
  stored = new Stored()
  disk.files.set('/a', 'one')
})

test('what is typed is in the machine a moment later, and a change there shows here', async () => {
  vi.useFakeTimers()
  const documents = page()
  const document = (await documents.show('/a'))!
  const shown: string[] = []
  document.attach({ replace: (text) => shown.push(text) })
  document.edited('two')
  expect(document.dirty).toBe(true)
  await vi.advanceTimersByTimeAsync(300)
  expect(disk.files.get('/a')).toBe('two')
  expect(document.dirty).toBe(false)
  documents.changed(['/a'])
  disk.files.set('/a', 'three')
  documents.changed(['/a'])
  await vi.advanceTimersByTimeAsync(10)
  expect(shown).toEqual(['three'])
  vi.useRealTimers()
})

test('both changed: nothing is written until the learner chose', async () => {
  const documents = page()
  const document = (await documents.show('/a'))!
  document.edited('mine')
  disk.files.set('/a', 'theirs')
  await document.save()
  expect(document.trouble).toEqual({ kind: 'conflict', disk: 'theirs' })
  document.edited('mine!')
  await document.save()
  expect(disk.files.get('/a')).toBe('theirs')
  await document.keep()
  expect(disk.files.get('/a')).toBe('mine!')
  expect(document.trouble).toBeNull()
})

test('a file that is gone can be made again; a refused one stays unsaved and open', async () => {
  const documents = page()
  const document = (await documents.show('/a'))!
  disk.files.delete('/a')
  await document.look()
  expect(document.trouble).toEqual({ kind: 'gone' })
  await document.keep()
  expect(disk.files.get('/a')).toBe('one')
  disk.refuse = 'EACCES'
  document.edited('two')
  expect(await documents.close(document)).toBe(false)
  expect(document.trouble).toEqual({ kind: 'refused', code: 'EACCES' })
  expect(documents.open).toHaveLength(1)
})

test('a page that was left in the middle of a word', async () => {
  const before = page()
  const left = (await before.show('/a'))!
  left.edited('one and')
  await left.save()
  left.edited('one and two')
  // The machine on disk is from before, from between, or somebody else's.
  for (const [found, kept] of [
    ['one', 'one and two'],
    ['one and', 'one and two'],
  ] as const) {
    disk.files.set('/a', found)
    const after = page()
    await after.restore([], null)
    expect(after.active?.text).toBe(kept)
    expect(disk.files.get('/a')).toBe(kept)
    expect(after.active?.trouble).toBeNull()
  }
  disk.files.set('/a', 'from elsewhere')
  const after = page()
  await after.restore([{ path: '/a', cursor: { line: 1, column: 4, top: 1 } }], '/a')
  expect(after.active?.trouble).toEqual({ kind: 'conflict', disk: 'from elsewhere' })
  expect(after.active?.cursor.column).toBe(4)
})

test('a machine that died gets back what it had not kept; one that the learner went back to is believed', async () => {
  const documents = page()
  const document = (await documents.show('/a'))!
  document.edited('two')
  await document.save()
  disk.files.set('/a', 'one')
  await documents.meet(true)
  expect(disk.files.get('/a')).toBe('two')
  disk.files.set('/a', 'one')
  await documents.meet(false)
  expect(document.text).toBe('one')
  expect(disk.files.get('/a')).toBe('one')
})

test('what is no text is not touched', async () => {
  disk.read = async () => new Uint8Array([0x7f, 0x45, 0, 1])
  expect((await page().show('/a'))?.closed).toEqual({ kind: 'binary', size: 4 })
})
