/** A line into instruction, --flags and the rest (buildkit frontend/dockerfile/parser/split_command.go). */
import { decode, encode } from '../../base/bytes.ts'
import { isSpace, splitOnce, trimSpace } from './go-text.ts'

export function splitCommand(line: string, escape: string): { command: string; flags: string[]; rest: string } {
  const [command, tail] = splitOnce(trimSpace(line))
  if (tail === null) return { command, flags: [], rest: '' }
  if (!tail.startsWith('-') && !isSpace(tail[0] ?? '')) return { command, flags: [], rest: trimSpace(tail) }
  const { flags, rest } = extractFlags(tail, escape)
  return { command, flags, rest: trimSpace(rest) }
}

/**
 * BuildKit walks bytes here and takes each for a character: a letter beyond ASCII in a flag comes out as its UTF-8 bytes read as
 * Latin-1. So do we, on a string of bytes.
 */
function extractFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const bytes = encode(text)
  const line = Array.from(bytes, (byte) => String.fromCharCode(byte))
  const restAt = (pos: number): string => decode(bytes.subarray(pos))
  const flags: string[] = []
  let phase: 'spaces' | 'word' | 'quote' = 'spaces'
  let quote = ''
  let word = ''
  let blankOk = false
  for (let pos = 0; pos <= line.length; pos++) {
    const ended = pos === line.length
    let char = line[pos] ?? ''
    if (phase === 'spaces') {
      if (ended) break
      if (isSpace(char)) continue
      if (char !== '-' || line[pos + 1] !== '-') return { flags, rest: restAt(pos) }
      phase = 'word'
    }
    if (ended) {
      if (word !== '--' && (blankOk || word !== '')) flags.push(word)
      break
    }
    if (phase === 'word') {
      if (isSpace(char)) {
        phase = 'spaces'
        if (word === '--') return { flags, rest: restAt(pos) }
        if (blankOk || word !== '') flags.push(word)
        word = ''
        blankOk = false
        continue
      }
      if (char === "'" || char === '"') {
        quote = char
        blankOk = true
        phase = 'quote'
        continue
      }
    } else if (char === quote) {
      phase = 'word'
      continue
    }
    if (char === escape) {
      // At the end of the line it is dropped.
      if (pos + 1 === line.length) {
        phase = 'word'
        continue
      }
      pos++
      char = line[pos]!
    }
    word += char
  }
  return { flags, rest: '' }
}
