/**
 * A Dockerfile as the editor's helpers read it: instructions with the lines they span, stages and variables. Forgiving where BuildKit is
 * not, because a text being typed is wrong most of the time.
 */
export interface Line {
  /** Upper case: "COPY"; '' before the first word is complete. */
  instruction: string
  /** Zero-based, the last one included. */
  start: number
  end: number
  /** Lines start..end as one text, continuations taken out but of the same length, so that positions hold. */
  text: string
  /** Index in `text` where the instruction's word begins. */
  at: number
}
export interface Stage {
  name: string
  /** As written, '' while it is missing. */
  base: string
  /** Zero-based line of its FROM. */
  line: number
}

/** Instructions in their order; comments and empty lines between are left out. */
export function linesOf(text: string): Line[] {
  const rows = text.split(/\r?\n/)
  const escape = /^\s*#\s*escape\s*=\s*`/im.test(text.split('\n', 3).join('\n')) ? '`' : '\\'
  const found: Line[] = []
  for (let row = 0; row < rows.length; row++) {
    const first = rows[row]!
    if (/^\s*(#|$)/.test(first)) continue
    const start = row
    const parts: string[] = []
    for (;;) {
      const line = rows[row] ?? ''
      const comment = row > start && /^\s*#/.test(line)
      const goesOn = comment || (row > start && !line.trim() ? true : new RegExp(`\\${escape}[ \\t]*$`).test(line))
      parts.push(comment ? ' '.repeat(line.length) : line.replace(new RegExp(`\\${escape}([ \\t]*)$`), ' $1'))
      if (!goesOn || row + 1 >= rows.length) break
      row++
    }
    // Here-documents: their lines belong to the instruction and are not looked at.
    for (const [, strip, name] of parts.join(' ').matchAll(/<<(-?)\s*["']?([A-Za-z_]\w*)["']?/g)) {
      const end = rows.findIndex((line, at) => at > row && (strip ? line.replace(/^\t+/, '') : line) === name)
      if (end < 0) continue
      while (row < end) parts.push(' '.repeat(rows[++row]!.length))
    }
    const joined = parts.join('\n')
    const word = /^\s*(\S+)/.exec(joined)
    found.push({
      instruction: word?.[1]?.toUpperCase() ?? '',
      start,
      end: row,
      text: joined,
      at: joined.length - joined.trimStart().length,
    })
  }
  return found
}

export function stagesOf(lines: readonly Line[]): Stage[] {
  return lines
    .filter(({ instruction }) => instruction === 'FROM')
    .map(({ text, start }) => {
      const words = text
        .trim()
        .split(/\s+/)
        .slice(1)
        .filter((word) => !word.startsWith('--'))
      return { base: words[0] ?? '', name: words[1]?.toUpperCase() === 'AS' ? (words[2] ?? '') : '', line: start }
    })
}

export interface Variable {
  name: string
  kind: 'ARG' | 'ENV'
  value: string
}
/** What a line can use: of its own stage, those of the lines above; in FROM, the ARGs before the first FROM. */
export function variablesAt(lines: readonly Line[], row: number): Variable[] {
  const here = lines.findLast((line) => line.start <= row)
  const before = lines.filter((line) => line.end < row || line === here)
  const firstFrom = before.findIndex(({ instruction }) => instruction === 'FROM')
  const lastFrom = before.findLastIndex(({ instruction }) => instruction === 'FROM')
  const global = here?.instruction === 'FROM' || firstFrom < 0
  const scope = global ? before.slice(0, firstFrom < 0 ? undefined : firstFrom) : before.slice(lastFrom)
  const defaults = global ? [] : before.slice(0, firstFrom).flatMap(defined)
  return scope
    .filter((line) => line !== here)
    .flatMap(defined)
    .map((variable) =>
      variable.kind === 'ARG' && !variable.value
        ? { ...variable, value: defaults.find(({ name }) => name === variable.name)?.value ?? '' }
        : variable,
    )
}
function defined({ instruction, text }: Line): Variable[] {
  if (instruction !== 'ARG' && instruction !== 'ENV') return []
  const rest = text.trim().slice(3)
  const legacy = instruction === 'ENV' ? /^\s+(\w+)\s+([^=]*)$/s.exec(rest) : null
  if (legacy) return [{ name: legacy[1]!, kind: 'ENV', value: legacy[2]!.trim() }]
  return [...rest.matchAll(/([A-Za-z_]\w*)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|\S*))?/g)].map(([, name, value = '']) => ({
    name: name!,
    kind: instruction,
    value: value.replace(/^(["'])(.*)\1$/s, '$2'),
  }))
}

/** Where the cursor stands in an instruction. Columns are zero-based. */
export interface Spot {
  line: Line | null
  /** The instruction's text up to the cursor, without the instruction's own word. */
  before: string
  /** The word that the cursor ends, as far as typed; white space ends words, quotes and "[" and "," too in JSON form. */
  word: string
  /** Column of the word's beginning in the cursor's row. */
  from: number
  /** Words before this one, without the instruction. */
  words: string[]
}
export function spotAt(text: string, row: number, column: number): Spot {
  const lines = linesOf(text)
  const rows = text.split(/\r?\n/)
  const current = (rows[row] ?? '').slice(0, column)
  let line = lines.find(({ start, end }) => start <= row && row <= end) ?? null
  // An empty line after one that goes on belongs to it.
  if (!line) {
    const last = lines.findLast(({ end }) => end < row)
    if (last && last.end === row - 1 && /\\[ \t]*$/.test(rows[last.end] ?? '')) line = last
  }
  const word = /[^\s[\]",]*$/.exec(current)?.[0] ?? ''
  const json = /^\s*\S+\s+(--\S+\s+)*\[/.test(line?.text ?? '')
  const plain = json ? word : (/\S*$/.exec(current)?.[0] ?? '')
  const from = column - plain.length
  if (!line) return { line: null, before: current, word: plain, from, words: [] }
  const above = line.text.split('\n').slice(0, row - line.start)
  const upTo = [...above, current].join(' ').trimStart()
  const before = upTo.slice(line.instruction.length)
  const words = before
    .slice(0, before.length - plain.length)
    .trim()
    .split(/[\s]+/)
    .filter(Boolean)
  return { line, before, word: plain, from, words }
}
