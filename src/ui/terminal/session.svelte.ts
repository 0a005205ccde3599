/**
 * One terminal tab: an xterm.js on one side, a terminal of the machine on the other. The xterm lives as long as the tab; the machine's
 * side is opened again when the machine was started anew.
 */
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import type { SearchAddon } from '@xterm/addon-search'
import type { SerializeAddon } from '@xterm/addon-serialize'
import type { MachineFacade } from '../../machine/facade.ts'
import type { TerminalRecord } from '../../persist/types.ts'
import { t } from '../shared/locale.svelte.ts'
import { eraseTail, promptDirectory, promptTail } from './prompt.ts'
import { terminalTheme } from './theme.ts'

export interface SessionLook {
  fontSize: number
  screenReader: boolean
}
export interface SessionHost {
  /** null while no machine is ready. */
  machine(): { facade: MachineFacade; wrap<T extends object>(callback: T): T } | null
  onScreenChange(): void
  /** Keys that are the page's, not the shell's. Returns true when it has dealt with the event. */
  onKey(event: KeyboardEvent, session: TerminalSession): boolean
  openLink(url: string): void
  onBell(): void
}

const SCROLLBACK = 5000
/** Lines of scrollback that a reload brings back. */
const REMEMBERED = 1000

export class TerminalSession {
  readonly key: string
  readonly number: number
  readonly terminal: Terminal
  /** Directory of the shell, from its own announcements (OSC 7, or the title that bash sets). */
  cwd: string | null = null
  phase: 'closed' | 'opening' | 'open' | 'ended' = $state('closed')
  hasSelection = $state(false)
  bell = $state(false)

  private readonly host: SessionHost
  private readonly fit = new FitAddon()
  /** Comes after the prompt; until then the screen on record is the one that was restored. */
  private serializer: SerializeAddon | null = null
  private readonly restored: string
  /** The stored screen is there: a new shell may write below it. */
  private readonly drawn: Promise<void>
  private search: Promise<SearchAddon> | null = null
  private id: string | null = null
  /** Tells late callbacks of a machine that is gone from those of the present one. */
  private epoch = 0
  private mounted = false
  /** Typed into the next shell, from before a reload. */
  private carried = ''
  /** Keys typed before the shell was there. */
  private early = ''
  private resizeTimer: ReturnType<typeof setTimeout> | undefined
  private ctrlArmed = $state(false)

  constructor(number: number, host: SessionHost, look: SessionLook, record?: TerminalRecord) {
    this.number = number
    this.key = crypto.randomUUID()
    this.host = host
    this.cwd = record?.cwd ?? null
    this.restored = record?.screen ?? ''
    const terminal = (this.terminal = new Terminal({
      allowProposedApi: true,
      cols: record?.cols ?? 80,
      rows: record?.rows ?? 24,
      convertEol: false,
      cursorBlink: true,
      cursorStyle: 'block',
      drawBoldTextInBrightColors: false,
      fontFamily: '"Naru Mono", D2Coding, "D2Coding Rest", "Noto Sans Mono CJK KR", ui-monospace, monospace',
      fontSize: look.fontSize,
      lineHeight: 1.32,
      fontWeightBold: 700,
      scrollback: SCROLLBACK,
      screenReaderMode: look.screenReader,
      macOptionIsMeta: true,
      rightClickSelectsWord: false,
      theme: terminalTheme(),
    }))
    terminal.loadAddon(this.fit)
    terminal.attachCustomKeyEventHandler((event) => !host.onKey(event, this))
    terminal.onData((data) => this.send(data))
    terminal.onBinary((data) => this.send(Uint8Array.from(data, (c) => c.charCodeAt(0) & 0xff)))
    terminal.onResize(({ rows, cols }) => this.resized(rows, cols))
    terminal.onSelectionChange(() => (this.hasSelection = terminal.hasSelection()))
    terminal.onWriteParsed(() => host.onScreenChange())
    terminal.onBell(() => {
      this.bell = true
      setTimeout(() => (this.bell = false), 160)
      host.onBell()
    })
    terminal.parser.registerOscHandler(7, (data) => {
      const path = /^file:\/\/[^/]*(\/.*)$/.exec(data)?.[1]
      if (path) this.cwd = safeDecode(path)
      return true
    })
    const titled = (data: string): boolean => {
      const path = /^student@[^:]+: ?(.+)$/.exec(data)?.[1]
      if (path) this.cwd = path.replace(/^~(?=\/|$)/, '/home/student')
      return true
    }
    terminal.parser.registerOscHandler(0, titled)
    terminal.parser.registerOscHandler(2, titled)
    // A stored screen is drawn with the widths that it was written with; a first prompt is ASCII and does not wait for them.
    this.drawn = record?.screen ? this.loadWidths().then(() => this.restore(record.screen)) : Promise.resolve()
  }

  get ctrl(): boolean {
    return this.ctrlArmed
  }
  /** For the key row of phones: the next letter is sent as its control character. */
  armCtrl(): void {
    this.ctrlArmed = !this.ctrlArmed
  }

  /** An attachment: draws the terminal in `element` and follows its size. */
  mount = (element: HTMLElement): (() => void) => {
    this.terminal.open(element)
    this.terminal.textarea?.setAttribute('aria-label', t('terminal.label'))
    this.mounted = true
    const observer = new ResizeObserver(() => this.refit())
    observer.observe(element)
    this.refit()
    void this.open()
    // Cells were measured with whatever font was there; measure again when the right one is.
    void document.fonts.load(`${this.terminal.options.fontSize}px "Naru Mono"`).then(() => {
      if (this.mounted) this.remeasure()
    })
    return () => {
      observer.disconnect()
      this.mounted = false
    }
  }

  focus(): void {
    this.terminal.focus()
  }

  refit(): void {
    const element = this.terminal.element?.parentElement
    if (!this.mounted || !element || element.clientWidth < 40 || element.clientHeight < 20) return
    const size = this.fit.proposeDimensions()
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return
    this.terminal.resize(Math.max(2, size.cols), Math.max(1, size.rows))
  }

  look(look: SessionLook): void {
    const options = this.terminal.options
    options.fontSize = look.fontSize
    options.screenReaderMode = look.screenReader
    options.theme = terminalTheme()
    this.refit()
  }
  relabel(): void {
    this.terminal.textarea?.setAttribute('aria-label', t('terminal.label'))
  }

  /** Opens a shell on the machine; does nothing while there is no machine or a shell is there. */
  async open(): Promise<void> {
    const machine = this.host.machine()
    if (!machine || !this.mounted || this.phase === 'opening' || this.phase === 'open') return
    const epoch = ++this.epoch
    this.phase = 'opening'
    await this.drawn
    if (epoch !== this.epoch) return
    const { rows, cols } = this.terminal
    try {
      const id = await machine.facade.openTerminal(
        { rows, cols, ...(this.cwd ? { cwd: this.cwd } : {}) },
        // The promise is the flow control: the machine may wait until the screen has caught up.
        machine.wrap((data: Uint8Array) => this.print(data, epoch)),
        machine.wrap(() => this.ended(epoch)),
      )
      if (epoch !== this.epoch) return void machine.facade.closeTerminal(id).catch(() => undefined)
      this.id = id
      void this.loadWidths()
      void this.loadAddons()
      // An early exit may have been reported before the id was.
      if ((this.phase as string) !== 'ended') this.phase = 'open'
      if (this.terminal.rows !== rows || this.terminal.cols !== cols) this.tellSize()
      const typed = this.carried + this.early
      this.carried = this.early = ''
      if (typed) this.send(typed)
    } catch (error) {
      if (epoch !== this.epoch) return
      if (this.cwd) {
        // The directory may be gone.
        this.cwd = null
        this.phase = 'closed'
        return this.open()
      }
      console.error('no terminal', error)
      this.phase = 'closed'
      this.terminal.write(`\r\n\x1b[31m${t('terminal.open.failed')}\x1b[0m\r\n`)
    }
  }

  /** The machine is gone or a new one is here: the shell with it. */
  detach(): void {
    if (this.id) this.cwd = promptDirectory(this.terminal) ?? this.cwd
    this.epoch++
    this.id = null
    this.phase = 'closed'
    this.early = ''
  }
  /** Says so on screen and makes room for the new shell's prompt. */
  announceRestart(notice: string): void {
    const { active, normal } = this.terminal.buffer
    // Leaves whatever a full-screen program or a half-finished sequence left behind.
    const leave = active.type === 'alternate' ? '\x1b[?1049l' : ''
    this.terminal.write(`${leave}\x1b[?25h\x1b[0m${normal.cursorX ? '\r\n' : ''}\x1b[90m— ${notice} —\x1b[0m\r\n`)
  }
  reset(): void {
    this.cwd = null
    this.carried = ''
    this.terminal.reset()
  }

  send(data: string | Uint8Array): void {
    if (this.phase === 'ended') return void this.reopen()
    let out = data
    if (this.ctrlArmed && typeof data === 'string') {
      this.ctrlArmed = false
      if (/^[a-z@[\\\]^_ ]$/i.test(data)) out = String.fromCharCode(data.toUpperCase().charCodeAt(0) & 0x1f)
    }
    const machine = this.host.machine()
    if (!machine || !this.id) {
      if (typeof out === 'string' && this.phase === 'opening') this.early += out
      return
    }
    void machine.facade.writeTerminal(this.id, out).catch((error: unknown) => console.error('keys were lost', error))
  }
  paste(text: string): void {
    this.terminal.paste(text)
    this.terminal.scrollToBottom()
  }
  /** Directory of the shell that waits for a line; null: something else has the terminal, or nothing is there yet. */
  get waitingIn(): string | null {
    return this.phase === 'open' && this.terminal.buffer.active.type === 'normal'
      ? promptDirectory(this.terminal)
      : null
  }
  /** Types a whole line and presses Enter, after taking away what may be half typed. */
  type(line: string): void {
    this.terminal.scrollToBottom()
    if (this.phase === 'ended') void this.reopen()
    if (this.id) this.send(`\x15${line}\r`)
    else this.early += `${line}\r`
  }

  find(): Promise<SearchAddon> {
    return (this.search ??= import('@xterm/addon-search').then(({ SearchAddon }) => {
      const addon = new SearchAddon()
      this.terminal.loadAddon(addon)
      return addon
    }))
  }

  record(order: number, active: boolean): TerminalRecord {
    return {
      order,
      active,
      title: '',
      cwd: promptDirectory(this.terminal) ?? this.cwd,
      rows: this.terminal.rows,
      cols: this.terminal.cols,
      screen:
        this.serializer?.serialize({ scrollback: REMEMBERED, excludeAltBuffer: true, excludeModes: true }) ??
        this.restored,
    }
  }

  dispose(): void {
    const machine = this.host.machine()
    if (machine && this.id) void machine.facade.closeTerminal(this.id).catch(() => undefined)
    this.epoch++
    this.terminal.dispose()
  }

  /** Unicode 11's widths of emoji; xterm's own are those of Unicode 6. */
  private async loadWidths(): Promise<void> {
    if (this.terminal.unicode.activeVersion === '11') return
    try {
      const { Unicode11Addon } = await import('@xterm/addon-unicode11')
      this.terminal.loadAddon(new Unicode11Addon())
      this.terminal.unicode.activeVersion = '11'
    } catch (error) {
      console.error('widths of characters may be wrong', error)
    }
  }
  private async loadAddons(): Promise<void> {
    if (this.serializer) return
    try {
      const [{ SerializeAddon }, { WebLinksAddon }] = await Promise.all([
        import('@xterm/addon-serialize'),
        import('@xterm/addon-web-links'),
      ])
      if (this.serializer) return
      this.terminal.loadAddon(
        new WebLinksAddon((event, uri) => {
          event.preventDefault()
          this.host.openLink(uri)
        }),
      )
      this.serializer = new SerializeAddon()
      this.terminal.loadAddon(this.serializer)
      this.host.onScreenChange()
    } catch (error) {
      // The next shell asks again.
      console.error('screens cannot be kept, and links cannot be clicked', error)
    }
  }
  private print(data: Uint8Array, epoch: number): Promise<void> {
    if (epoch !== this.epoch) return Promise.resolve()
    return new Promise((resolve) => this.terminal.write(data, resolve))
  }
  private ended(epoch: number): void {
    if (epoch !== this.epoch) return
    this.id = null
    this.phase = 'ended'
    this.terminal.write(`\r\n\x1b[90m${t('terminal.ended')}\x1b[0m`)
  }
  private async reopen(): Promise<void> {
    this.terminal.write('\r\n')
    this.phase = 'closed'
    this.cwd = null
    await this.open()
  }
  private resized(rows: number, cols: number): void {
    clearTimeout(this.resizeTimer)
    this.resizeTimer = setTimeout(() => this.tellSize(rows, cols), 60)
  }
  private tellSize(rows = this.terminal.rows, cols = this.terminal.cols): void {
    const machine = this.host.machine()
    if (machine && this.id) void machine.facade.resizeTerminal(this.id, rows, cols).catch(() => undefined)
  }
  private remeasure(): void {
    // xterm measures on a change of font; a change there and back is the way to say "the font has arrived".
    const size = this.terminal.options.fontSize ?? 14
    this.terminal.options.fontSize = size + 1
    this.terminal.options.fontSize = size
    this.refit()
  }
  private restore(screen: string): void {
    this.terminal.write(screen, () => {
      const tail = promptTail(this.terminal)
      if (tail) {
        this.carried = tail.typed
        this.terminal.write(eraseTail(tail))
      } else if (this.terminal.buffer.active.cursorX) this.terminal.write('\r\n')
    })
  }
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
