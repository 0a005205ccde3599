/**
 * Who owns the machine, when several tabs are open. One Web Lock decides; the tab that holds it runs the machine and writes.
 *
 *   asking ──▶ owner ──(another tab takes over)──▶ lost
 *     └─────▶ waiting ──(the owner closes, or take over)──▶ owner
 *
 * Taking over is polite first: the owner is asked over a BroadcastChannel to save and let go, and only when it does not answer within
 * a few seconds is the lock stolen. Because a tab learns of a stolen lock late, every write to disk also carries a token that the
 * database compares in the same transaction (snapshots.ts): there are never two writers. Without Web Locks (an insecure origin) the
 * token alone decides, and the newest tab is the owner.
 */
export type OwnershipState = 'asking' | 'owner' | 'waiting' | 'lost'

export interface OwnershipOptions {
  locks: Pick<LockManager, 'request'> | undefined
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'> | undefined
  /** Milliseconds an owner has to save before its lock is stolen. */
  patience?: number
  /** Saves everything; called before this tab lets go. */
  beforeYield: () => Promise<void>
  onChange: (state: OwnershipState) => void
}

const LOCK = 'naru-machine'

export class Ownership {
  state: OwnershipState = 'asking'
  readonly token: string
  private readonly options: OwnershipOptions
  private letGo: (() => void) | null = null
  private waiting: AbortController | null = null

  constructor(options: OwnershipOptions, token: string = crypto.randomUUID()) {
    this.options = options
    this.token = token
    options.channel?.addEventListener('message', (event) => {
      if ((event as MessageEvent).data === 'yield' && this.state === 'owner') void this.yield()
    })
  }

  /** Resolves with true when this tab owns the machine, with false when another tab does (then this tab queues up behind it). */
  async ask(): Promise<boolean> {
    if (!this.options.locks) {
      this.become('owner')
      return true
    }
    const got = await this.request({ ifAvailable: true })
    if (!got) {
      this.become('waiting')
      this.queue()
    }
    return got
  }

  /** For the button of the second tab. */
  async takeOver(): Promise<void> {
    const { locks, channel, patience = 2500 } = this.options
    if (!locks) return this.become('owner')
    if (this.state === 'owner') return
    if (!this.waiting) this.queue()
    channel?.postMessage('yield')
    const deadline = Date.now() + patience
    while (Date.now() < deadline && !this.owns()) await new Promise((resolve) => setTimeout(resolve, 25))
    if (this.owns()) return
    this.waiting?.abort()
    await this.request({ steal: true })
  }

  private owns(): boolean {
    return this.state === 'owner'
  }

  private async yield(): Promise<void> {
    await this.options.beforeYield().catch(() => undefined)
    const letGo = this.letGo
    this.letGo = null
    this.become('lost')
    letGo?.()
  }

  private queue(): void {
    const waiting = (this.waiting = new AbortController())
    void this.request({ signal: waiting.signal })
  }

  /** Resolves when the lock is granted or refused; a granted lock is held until letGo. */
  private request(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      let granted = false
      this.options
        .locks!.request(LOCK, options, (lock) => {
          if (!lock) return resolve(false)
          granted = true
          this.waiting = null
          return new Promise<void>((release) => {
            this.letGo = release
            this.become('owner')
            resolve(true)
          })
        })
        .catch(() => {
          // Stolen while held, or a queued request that was given up.
          resolve(false)
          if (!granted || this.state !== 'owner') return
          this.letGo = null
          this.become('lost')
        })
    })
  }

  private become(state: OwnershipState): void {
    if (this.state === state) return
    this.state = state
    this.options.onChange(state)
  }
}
