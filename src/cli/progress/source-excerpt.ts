/** The lines of a Dockerfile that an error or a warning is about (buildkit solver/errdefs/source.go Source.Print). */
import type { BuildRange, BuildSource } from '../../api/types/index.ts'

const RULE = '-'.repeat(20)

/**
 * "Dockerfile:3", a rule, the lines with two or more around them, `>>>` at those meant, a rule; each with its newline. Empty where the
 * ranges have no place in the source.
 */
export function sourceExcerpt(source: BuildSource, ranges: readonly BuildRange[]): string {
  const lines = source.data.split('\n')
  const lastOf = (range: BuildRange): number => Math.max(range.start.line, range.end.line)
  if (ranges.length === 0) return ''
  const first = Math.min(...ranges.map((range) => range.start.line))
  if (first < 1 || first > lines.length) return ''
  let start = first
  let end = Math.max(...ranges.map(lastOf))
  // A single line gets more room than several. One turn counts up to three, so a side that has no room gives it to the other.
  const padding = start === end ? 4 : 2
  end = Math.min(end, lines.length)
  for (let added = 0; added < padding; added++) {
    if (start > 1) {
      start--
      added++
    }
    if (end !== lines.length) {
      end++
      added++
    }
  }
  const meant = (line: number): boolean => ranges.some((range) => range.start.line <= line && line <= lastOf(range))
  const shown = lines.slice(start - 1, end).map((text, i) => {
    const line = start + i
    return ` ${String(line).padStart(3)} | ${meant(line) ? '>>>' : '   '} ${text}`
  })
  return [`${source.filename}:${first}`, RULE, ...shown, RULE, ''].join('\n')
}
