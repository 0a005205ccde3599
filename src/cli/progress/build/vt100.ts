/**
 * The window of a step's log on a terminal (tonistiigi/vt100): a few rows of text that scroll, with what programs use to redraw a line:
 * carriage return, backspace, tab, cursor moves, erasing. Colours are dropped.
 */
export class Vt100 {
  width: number
  private height: number
  private rows: string[][]
  private x = 0
  private y = 0
  private pending = ''
  constructor(height: number, width: number) {
    this.height = height
    this.width = width
    this.rows = Array.from({ length: height }, () => [])
  }
  resize(height: number, width: number): void {
    if (height > this.height) this.rows.push(...Array.from({ length: height - this.height }, () => []))
    else if (height < this.height) {
      const cut = Math.max(0, Math.min(this.height - height, this.y - height + 1))
      this.rows = this.rows.slice(cut, cut + height)
      this.y = Math.min(height - 1, this.y - cut)
    }
    this.height = height
    this.width = width
    this.x = Math.min(this.x, width - 1)
  }
  /** Rows padded with blanks to the width. */
  get content(): string[] {
    return this.rows.map((row) => Array.from({ length: this.width }, (_, i) => row[i] ?? ' ').join(''))
  }
  /** Rows with something in them. */
  get usedHeight(): number {
    return this.rows.filter((row) => row.some((cell) => cell !== ' ')).length
  }
  write(text: string): void {
    const all = this.pending + text
    this.pending = ''
    for (let i = 0; i < all.length;) {
      if (all[i] === '\x1b') {
        const sequence = /^\x1b(?:\[([\d;?]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^[\]])/.exec(all.slice(i))
        if (!sequence) {
          if (all.length - i > 64) i++
          else this.pending = all.slice(i)
          if (this.pending !== '') return
          continue
        }
        if (sequence[2] !== undefined) this.control(sequence[1] ?? '', sequence[2])
        i += sequence[0].length
        continue
      }
      const char = String.fromCodePoint(all.codePointAt(i)!)
      i += char.length
      this.put(char)
    }
  }
  private put(char: string): void {
    switch (char) {
      case '\n':
        this.x = 0
        this.newline()
        return
      case '\r':
        this.x = 0
        return
      case '\b':
        this.x = Math.max(0, this.x - 1)
        return
      case '\t': {
        const to = Math.min(this.width, (Math.floor(this.x / 8) + 1) * 8)
        while (this.x < to) this.cell(' ')
        return
      }
      default:
        if (char >= ' ') this.cell(char)
    }
  }
  private cell(char: string): void {
    if (this.x >= this.width) {
      this.x = 0
      this.newline()
    }
    const row = this.rows[this.y]!
    while (row.length < this.x) row.push(' ')
    row[this.x++] = char
  }
  private newline(): void {
    if (this.y < this.height - 1) this.y++
    else {
      this.rows.shift()
      this.rows.push([])
    }
  }
  private control(parameters: string, final: string): void {
    const numbers = parameters.split(';').map((each) => Number(each) || 0)
    const count = Math.max(1, numbers[0] ?? 1)
    switch (final) {
      case 'A':
        this.y = Math.max(0, this.y - count)
        return
      case 'B':
        this.y = Math.min(this.height - 1, this.y + count)
        return
      case 'C':
        this.x = Math.min(this.width - 1, this.x + count)
        return
      case 'D':
        this.x = Math.max(0, this.x - count)
        return
      case 'G':
        this.x = Math.min(this.width - 1, count - 1)
        return
      case 'H':
      case 'f':
        this.y = Math.min(this.height - 1, count - 1)
        this.x = Math.min(this.width - 1, Math.max(1, numbers[1] ?? 1) - 1)
        return
      case 'J':
        if (numbers[0] === 2) this.rows = Array.from({ length: this.height }, () => [])
        else for (let y = this.y + 1; y < this.height; y++) this.rows[y] = []
        if (numbers[0] !== 2) this.rows[this.y] = this.rows[this.y]!.slice(0, this.x)
        return
      case 'K': {
        const row = this.rows[this.y]!
        if (numbers[0] === 2) this.rows[this.y] = []
        else if (numbers[0] === 1) for (let x = 0; x <= this.x && x < row.length; x++) row[x] = ' '
        else this.rows[this.y] = row.slice(0, this.x)
      }
    }
  }
}
