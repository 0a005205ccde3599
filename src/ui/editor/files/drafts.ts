/**
 * What was typed and is not yet known to be on disk with the machine. Kept in localStorage, which is written at once: it outlives a page
 * that is closed in the same second, and a machine that dies. A draft goes when a save of the machine that contains it is done.
 */
export interface Draft {
  text: string
  /** Marks (mark()) of texts that the file had in the meantime by our own hand: finding one of them on disk is no conflict. */
  seen: string[]
}
const KEY = 'naru.drafts'
/** UTF-16 units of all drafts; browsers allow about five million. */
const MOST = 2_000_000

export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null

/** Tells texts apart well enough to know one's own again. */
export function mark(text: string): string {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  return `${text.length.toString(36)}.${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}

export class Drafts {
  private readonly storage: DraftStorage
  private readonly drafts: Map<string, Draft>

  constructor(storage: DraftStorage) {
    this.storage = storage
    this.drafts = new Map(Object.entries(read(storage)))
  }
  get(path: string): Draft | undefined {
    return this.drafts.get(path)
  }
  paths(): string[] {
    return [...this.drafts.keys()]
  }
  /** `base`: what the file holds now, as far as the editor knows. */
  put(path: string, text: string, base: string): void {
    const seen = this.drafts.get(path)?.seen ?? []
    const last = mark(base)
    this.drafts.set(path, { text, seen: seen.includes(last) ? seen : [...seen, last].slice(-60) })
    this.write()
  }
  drop(path: string): void {
    if (this.drafts.delete(path)) this.write()
  }
  move(from: string, to: string): void {
    const draft = this.drafts.get(from)
    if (!draft) return
    this.drafts.delete(from)
    this.drafts.set(to, draft)
    this.write()
  }
  clear(): void {
    this.drafts.clear()
    this.write()
  }

  private write(): void {
    try {
      if (!this.drafts.size) return this.storage?.removeItem(KEY)
      const all = JSON.stringify(Object.fromEntries(this.drafts))
      if (all.length <= MOST) this.storage?.setItem(KEY, all)
    } catch {
      // Full or forbidden: the machine's own save, a moment later, has it too.
    }
  }
}

function read(storage: DraftStorage): Record<string, Draft> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value as Record<string, Partial<Draft>>)
        .filter(([, draft]) => typeof draft?.text === 'string' && Array.isArray(draft.seen))
        .map(([path, draft]) => [path, draft as Draft]),
    )
  } catch {
    return {}
  }
}
