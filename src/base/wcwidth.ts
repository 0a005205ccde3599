/** Columns a character takes on a terminal, as glibc's wcwidth(3) says for a UTF-8 locale: 0 for combining marks, 2 for wide ones. Controls count 0. */
import { charWidth } from './go/width.ts'

const COMBINING: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x591, 0x5bd],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0xe31, 0xe31],
  [0xe34, 0xe3a],
  [0xe47, 0xe4e],
  // Vowels and final consonants of decomposed Hangul.
  [0x1160, 0x11ff],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2064],
  [0x20d0, 0x20f0],
  [0x302a, 0x302d],
  [0x3099, 0x309a],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],

  [0xe0100, 0xe01ef],
]
export function wcwidth(code: number): 0 | 1 | 2 {
  if (code < 0x300) return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : 1
  for (const [first, last] of COMBINING) if (code >= first && code <= last) return 0
  return charWidth(code)
}
export function wcswidth(text: string): number {
  let width = 0
  for (const char of text) width += wcwidth(char.codePointAt(0)!)
  return width
}
