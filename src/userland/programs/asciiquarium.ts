/**
 * asciiquarium: an aquarium of letters, in colour, over the whole terminal. Keys as the original has them: q quits, r draws everything anew,
 * p pauses. The creatures are our own. Without a terminal it fails as programs over curses do.
 */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { makeRaw } from '../../base/abi/termios.ts'
import { decode } from '../../base/bytes.ts'
import type { Rng } from '../../base/rng.ts'
import type { Program, Sys } from '../../kernel/sys/types.ts'

/** Drawn facing right; the same with mirrored characters faces left. */
const FISH = [
  ['><>'],
  ['><(((º>'],
  ['  _', '><_o>', '  ~'],
  ['   .--.', '\\\\/    o\\', '//\\   ~/', "   `--'"],
  ['    ___', '\\-/   \\', ' )  ()>', '/-\\___/'],
  ['      /`·.', ' \\·.,/    `·.', '  ) ==     o >', " /·'`\\__,.·'"],
] as const
const MIRROR: Readonly<Record<string, string>> = {
  '>': '<',
  '<': '>',
  '/': '\\',
  '\\': '/',
  '(': ')',
  ')': '(',
  '`': "'",
  "'": '`',
}
const mirrored = (lines: readonly string[]): string[] => {
  const width = Math.max(...lines.map((line) => line.length))
  return lines.map((line) =>
    [...line.padEnd(width)]
      .reverse()
      .map((c) => MIRROR[c] ?? c)
      .join('')
      .trimEnd(),
  )
}
const CASTLE = ['   |>', '   |', ' _/^\\_', ' |===|', '_|   |_', '|  n  |', '|_|#|_|']
const FRAME_MS = 100
const SEA = 36
const COLOURS = [31, 32, 33, 35, 36, 91, 92, 93, 95, 96]

interface Swimmer {
  lines: readonly string[]
  x: number
  y: number
  speed: number
  colour: number
}
interface Bubble {
  x: number
  y: number
}

class Aquarium {
  private fish: Swimmer[] = []
  private bubbles: Bubble[] = []
  private readonly weeds: { x: number; height: number }[] = []
  private tick = 0
  private readonly rows: number
  private readonly cols: number
  private readonly rng: Rng
  constructor(rows: number, cols: number, rng: Rng) {
    this.rows = rows
    this.cols = cols
    this.rng = rng
    for (let i = 0; i < cols / 14; i++) this.weeds.push({ x: rng.int(cols), height: 3 + rng.int(4) })
    for (let i = 0; i < Math.max(3, (rows * cols) / 350); i++) this.fish.push(this.spawn(true))
  }
  private spawn(anywhere: boolean): Swimmer {
    const shape = FISH[this.rng.int(FISH.length)]!
    const right = this.rng.int(2) === 0
    const width = Math.max(...shape.map((line) => line.length))
    const depth = Math.max(1, this.rows - 6 - shape.length)
    return {
      lines: right ? shape : mirrored(shape),
      x: anywhere ? this.rng.int(this.cols) : right ? -width : this.cols,
      y: 5 + this.rng.int(depth),
      speed: (0.3 + this.rng.float()) * (right ? 1 : -1),
      colour: COLOURS[this.rng.int(COLOURS.length)]!,
    }
  }
  step(): void {
    this.tick++
    this.fish = this.fish.map((one) => {
      one.x += one.speed
      if (this.rng.int(40) === 0) this.bubbles.push({ x: Math.round(one.x), y: one.y })
      return one.x < -16 || one.x > this.cols + 2 ? this.spawn(false) : one
    })
    for (const bubble of this.bubbles) bubble.y -= 0.5
    this.bubbles = this.bubbles.filter((bubble) => bubble.y > 4)
  }
  /** The whole picture, from the home position. */
  draw(): string {
    const cells: { c: string; colour: number }[][] = Array.from({ length: this.rows }, () =>
      Array.from({ length: this.cols }, () => ({ c: ' ', colour: 0 })),
    )
    const put = (x: number, y: number, text: string, colour: number): void => {
      const row = cells[Math.round(y)]
      if (row)
        [...text].forEach((c, i) =>
          c !== ' ' && row[Math.round(x) + i] ? (row[Math.round(x) + i] = { c, colour }) : null,
        )
    }
    for (let x = 0; x < this.cols; x++) {
      put(x, 2, '~', SEA)
      if ((x + (this.tick >> 2)) % 7 < 4) put(x, 3, '^', SEA)
      if ((x + (this.tick >> 3)) % 11 < 3) put(x, 4, '^', SEA)
    }
    CASTLE.forEach((line, i) => put(this.cols - 10, this.rows - CASTLE.length + i, line, 90))
    for (const { x, height } of this.weeds)
      for (let i = 0; i < height; i++) put(x + ((i + (this.tick >> 3)) % 2), this.rows - 1 - i, i % 2 ? '(' : ')', 32)
    for (const { x, y } of this.bubbles) put(x, y, y % 4 < 2 ? '.' : 'o', SEA)
    for (const { lines, x, y, colour } of this.fish) lines.forEach((line, i) => put(x, y + i, line, colour))
    let colour = 0
    const rows = cells.map((row) =>
      row
        .map((cell) => {
          if (cell.c === ' ' || cell.colour === colour) return cell.c
          colour = cell.colour
          return `\x1b[${colour}m${cell.c}`
        })
        .join(''),
    )
    return `\x1b[H${rows.join('\r\n')}\x1b[0m`
  }
}

export const asciiquarium: Program = async (sys) => {
  if (!sys.isatty(0) || !sys.isatty(1)) {
    await sys.write(2, 'Error opening terminal: unknown.\n')
    return 1
  }
  const before = sys.tcgetattr(0)
  const raw = copyOf(before)
  makeRaw(raw)
  raw.ISIG = true
  sys.tcsetattr(0, raw)
  let resized = true
  let stop = false
  sys.signal(SIGNALS.SIGWINCH.number, () => (resized = true))
  for (const signal of [SIGNALS.SIGINT, SIGNALS.SIGTERM, SIGNALS.SIGHUP]) sys.signal(signal.number, () => (stop = true))
  await sys.write(1, '\x1b[?1049h\x1b[?25l\x1b[2J')
  let tank: Aquarium | null = null
  let paused = false
  while (!stop) {
    if (resized || !tank) {
      const { rows, cols } = sys.winsize(0)
      tank = new Aquarium(rows || 24, cols || 80, sys.rng)
      resized = false
      await sys.write(1, '\x1b[2J')
    }
    if (!paused) tank.step()
    await sys.write(1, tank.draw())
    const key = await keyWithin(sys, FRAME_MS)
    if (key === 'q' || key === 'eof') break
    if (key === 'r') resized = true
    if (key === 'p') paused = !paused
  }
  await sys.write(1, '\x1b[?25h\x1b[?1049l')
  sys.tcsetattr(0, before)
  return 0
}
/** Termios are plain data. */
const copyOf = <T extends { cc: object }>(value: T): T => ({ ...value, cc: { ...value.cc } })

async function keyWithin(sys: Sys, ms: number): Promise<string | null> {
  try {
    const until = sys.monotonic() + ms
    const ready = await sys.poll([{ fd: 0, events: { in: true } }], ms)
    if (!ready.length) return null
    const data = await sys.read(0, 1)
    if (!data.length) return 'eof'
    // A key must not make time run faster.
    const left = until - sys.monotonic()
    if (left > 0) await sys.sleep(left)
    return decode(data)
  } catch (error) {
    if (error instanceof SysError && error.code === 'EINTR') return null
    throw error
  }
}
