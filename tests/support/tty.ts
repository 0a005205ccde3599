/** Replays a recorded terminal session, key by key, on a fresh machine in this process and compares the screens. */
import xterm from '@xterm/headless'
import { Machine } from '../../src/machine/machine.ts'

export interface Session {
  title: string
  about: string
  images: string[]
  steps: ({ send: string; at: number } | { expect: string; at: number })[]
  transcript: string
}
export interface Checkpoint {
  /** The keys sent before it. */
  keys: string
  wanted: string
  got: string
}

const ROWS = 24
const COLS = 80
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class Screen {
  readonly terminal = new xterm.Terminal({ rows: ROWS, cols: COLS, scrollback: 20_000, allowProposedApi: true })
  get row(): number {
    const { baseY, cursorY } = this.terminal.buffer.active
    return baseY + cursorY
  }
  feed(text: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(text, resolve))
  }
  since(row: number): string[] {
    const lines: string[] = []
    for (let y = row; y <= this.row; y++)
      lines.push(this.terminal.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? '')
    return lines
  }
}

const RULES: [RegExp, string][] = [
  [/\b[0-9a-f]{64}\b/g, '<sha>'],
  [/sha256:[0-9a-f]{20,}/g, 'sha256:<sha>'],
  [/\b[0-9a-f]{12}\b/g, '<id>'],
  [/\b[a-z]{3,12}_[a-z]{2,14}\b/g, '<name>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b\d\d:\d\d:\d\d\b/g, '<time>'],
  [/\b(Less than a second|About a minute|\d+ (second|minute|hour|day|week|month|year)s?)\b/g, '<span>'],
  [/\b\d+(\.\d+)? ?(B|kB|MB|GB|KiB|MiB|GiB)\b/g, '<size>'],
  [/\b\d+\.\d+s\b/g, '<secs>'],
  [/\b\d+\.\d+%/g, '<percent>'],
  [/\[(\d)\] \d+/g, '[$1] <pid>'],
  [/ {2,}/g, '  '],
]
const normalise = (lines: string[]): string =>
  RULES.reduce((text, [pattern, by]) => text.replace(pattern, by), lines.join('\n')).trimEnd()

const PROMPT = /\$ (\x1b\[[\d;?]*[a-zA-Z])*$/

export async function replay(session: Session): Promise<Checkpoint[]> {
  const machine = new Machine()
  await machine.boot({ seed: 1, clock: 'wall', paced: false })
  let text = ''
  let mine = new Screen()
  let last = performance.now()
  const decoder = new TextDecoder()
  let ended = false
  const id = await machine.openTerminal(
    { rows: ROWS, cols: COLS, env: { TERM: 'xterm-256color', PS1: '$ ', LC_ALL: 'C.UTF-8', HISTFILE: '' } },
    (data) => {
      const piece = decoder.decode(data, { stream: true })
      text += piece
      last = performance.now()
      mine.terminal.write(piece)
    },
    () => (ended = true),
  )
  const answer = (screen: Screen): void => void screen.terminal.onData((data) => void machine.writeTerminal(id, data))
  answer(mine)
  const expectText = async (pattern: RegExp, from: number, limit = 15_000): Promise<number | null> => {
    const stop = performance.now() + limit
    while (performance.now() < stop && !ended) {
      const match = pattern.exec(text.slice(from))
      if (match) return from + match.index + match[0].length
      await sleep(5)
    }
    const match = pattern.exec(text.slice(from))
    return match ? from + match.index + match[0].length : null
  }
  const settle = async (quiet: number): Promise<void> => {
    last = performance.now()
    while (performance.now() - last < quiet) await sleep(10)
  }
  const checks: Checkpoint[] = []
  try {
    if ((await expectText(PROMPT, 0)) === null) throw new Error(`no prompt: ${JSON.stringify(text)}`)
    for (const image of session.images) {
      const from = text.length
      await machine.writeTerminal(id, `docker pull -q ${image} >/dev/null\r`)
      await expectText(/null\r*\n[^$]*\$ (\x1b\[[\d;?]*[a-zA-Z])*$/, from)
    }
    await settle(80)
    mine = new Screen()
    answer(mine)
    await mine.feed('$ ')
    const wanted = new Screen()
    await wanted.feed('$ ')
    let [position, fed, row, mineRow] = [text.length, 0, 0, 0]
    let keys = ''
    const check = async (at: number): Promise<void> => {
      await wanted.feed(session.transcript.slice(fed, at).replaceAll('\x1b[6n', ''))
      await mine.feed('')
      fed = at
      checks.push({ keys, wanted: normalise(wanted.since(row)), got: normalise(mine.since(mineRow)) })
      row = wanted.row
      mineRow = mine.row
    }
    for (const step of session.steps) {
      if ('send' in step) {
        await settle(60)
        await check(step.at)
        keys = step.send
        position = text.length
        await machine.writeTerminal(id, step.send)
      } else position = (await expectText(new RegExp(step.expect), position)) ?? text.length
    }
    await settle(120)
    await check(session.transcript.length)
    return checks.slice(1)
  } finally {
    await machine.shutdown()
  }
}
