/** printf(1)'s format loop; the faces bring the words for what is wrong with an argument. */
import { unescape } from './escapes.ts'
import { formatFloat, formatInteger, pad } from './format.ts'
import { fromText, textToBinary, toBinary } from './text.ts'
import { quoteaf, needsShellQuotes } from './quote.ts'

export interface PrintfFace {
  /** kind 'nan': no number at all; 'trail': text after the number; 'range' */
  number(kind: 'nan' | 'trail' | 'range', text: string): Promise<void>
  /** Ends the program. */
  badDirective(text: string): Promise<never>
  badEscape?(): Promise<never>
  /** %q exists */
  quoting: boolean
}

async function integerOf(text: string, face: PrintfFace, signed: boolean): Promise<bigint> {
  if (/^['"]/.test(text)) {
    const code = text.slice(1).codePointAt(0)
    return BigInt(code ?? 0)
  }
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)?/.exec(text)!
  if (match[2] === undefined) {
    if (text !== '') await face.number('nan', text)
    return 0n
  }
  if (match[0].length < text.length) await face.number('trail', text)
  const digits = /^0[0-7]/.test(match[2]) ? BigInt(`0o${match[2].slice(1)}`) : BigInt(match[2])
  const value = match[1] === '-' ? -digits : digits
  const limit = signed ? 2n ** 63n : 2n ** 64n
  if (value >= limit || value < -(2n ** 63n)) {
    await face.number('range', text)
    return value < 0n ? -(2n ** 63n) : limit - 1n
  }
  return value
}
async function floatOf(text: string, face: PrintfFace): Promise<number> {
  if (/^['"]/.test(text)) return text.slice(1).codePointAt(0) ?? 0
  const match = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(text)
  if (!match) {
    if (text !== '') await face.number('nan', text)
    return 0
  }
  if (match[0].length < text.length) await face.number('trail', text)
  const word = match[0].trim()
  if (/inf/i.test(word)) return word[0] === '-' ? -Infinity : Infinity
  if (/nan/i.test(word)) return NaN
  const hex = /^([-+]?)(0[xX].*)$/.exec(word)
  return hex ? (hex[1] === '-' ? -1 : 1) * Number(hex[2]) : Number(word)
}

const DIRECTIVE = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(.)/s

/** Writes through `put` (binary). True when all arguments were used; false when \c stopped it. */
export async function printfLoop(
  format: string,
  args: readonly string[],
  put: (binary: string) => Promise<void> | void,
  face: PrintfFace,
): Promise<{ used: number; stopped: boolean }> {
  let used = 0
  const next = (): string | undefined => args[used++]
  for (;;) {
    const before = used
    for (let i = 0; i < format.length;) {
      if (format[i] !== '%') {
        let end = i
        while (end < format.length && format[end] !== '%') end += format[end] === '\\' ? 2 : 1
        let hex = false
        const { text, stop } = unescape(format.slice(i, end), 'printf', { unicode: true, onBad: () => (hex = true) })
        if (hex && face.badEscape) await face.badEscape()
        await put(text)
        if (stop) return { used, stopped: true }
        i = end
        continue
      }
      if (format[i + 1] === '%') {
        await put('%')
        i += 2
        continue
      }
      const match = DIRECTIVE.exec(format.slice(i))
      if (!match) await face.badDirective(format.slice(i))
      const [whole, flags, widthText, precisionText, conversion] = match as unknown as [
        string,
        string,
        string | undefined,
        string | undefined,
        string,
      ]
      i += whole.length
      let flagText = flags
      let width =
        widthText === undefined
          ? undefined
          : widthText === '*'
            ? Number(await integerOf(next() ?? '', face, true))
            : Number(widthText)
      if (width !== undefined && width < 0) {
        flagText += '-'
        width = -width
      }
      let precision =
        precisionText === undefined
          ? undefined
          : precisionText === '*'
            ? Number(await integerOf(next() ?? '', face, true))
            : Number(precisionText || 0)
      if (precision !== undefined && precision < 0) precision = undefined
      const directive = { flags: flagText, width, precision, conversion }
      switch (conversion) {
        case 'd':
        case 'i':
        case 'o':
        case 'u':
        case 'x':
        case 'X':
          await put(
            formatInteger(directive, await integerOf(next() ?? '', face, conversion === 'd' || conversion === 'i')),
          )
          break
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
          await put(formatFloat(directive, await floatOf(next() ?? '', face)))
          break
        case 'c':
          await put(pad(textToBinary(next() ?? '').slice(0, 1), width, flagText))
          break
        case 's': {
          const text = textToBinary(next() ?? '')
          await put(pad(precision === undefined ? text : text.slice(0, precision), width, flagText))
          break
        }
        case 'b': {
          const { text, stop } = unescape(next() ?? '', '%b', { unicode: true })
          await put(pad(precision === undefined ? text : text.slice(0, precision), width, flagText))
          if (stop) return { used, stopped: true }
          break
        }
        case 'q':
          if (face.quoting) {
            const text = next() ?? ''
            await put(pad(toBinary(fromText(needsShellQuotes(text) ? quoteaf(text) : text)), width, flagText))
            break
          }
          await face.badDirective(whole)
          break
        default:
          await face.badDirective(whole)
      }
    }
    if (used >= args.length || used === before) return { used, stopped: false }
  }
}
