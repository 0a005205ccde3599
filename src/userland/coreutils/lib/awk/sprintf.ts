/** awk's printf and sprintf. */
import { formatFloat, formatInteger, pad } from '../format.ts'
import { AwkRuntimeError } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { toNumber } from './value.ts'
import type { Value } from './value.ts'

export function awkSprintf(rt: Runtime, values: readonly Value[], name = 'sprintf'): string {
  const format = rt.text(values[0])
  let next = 1
  const take = (): Value => {
    if (next >= values.length && rt.dialect.name === 'mawk')
      throw new AwkRuntimeError(`not enough arguments passed to ${name}("${format}")`)
    return values[next++]
  }
  return format.replace(
    /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t)?(.|$)/gs,
    (whole, flags: string, widthText: string | undefined, precisionText: string | undefined, conversion: string) => {
      if (conversion === '%') return '%'
      let flagText = flags
      let width =
        widthText === undefined ? undefined : widthText === '*' ? Math.trunc(toNumber(take())) : Number(widthText)
      if (width !== undefined && width < 0) {
        flagText += '-'
        width = -width
      }
      const precision =
        precisionText === undefined
          ? undefined
          : precisionText === '*'
            ? Math.trunc(toNumber(take()))
            : Number(precisionText || 0)
      const directive = { flags: flagText, width, precision, conversion }
      switch (conversion) {
        case 'd':
        case 'i':
        case 'o':
        case 'u':
        case 'x':
        case 'X': {
          const number = toNumber(take())
          if (!Number.isFinite(number))
            return pad(Number.isNaN(number) ? 'nan' : number > 0 ? 'inf' : '-inf', width, flagText)
          return formatInteger(directive, BigInt(Math.trunc(number)))
        }
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
          return formatFloat(directive, toNumber(take()))
        case 'c': {
          const value = take()
          const char =
            typeof value === 'string'
              ? value.slice(0, 1)
              : typeof value === 'object'
                ? rt.dialect.name === 'mawk'
                  ? String.fromCharCode(value.number & 255)
                  : value.text.slice(0, 1)
                : String.fromCharCode(toNumber(value) & 255)
          return pad(char, width, flagText)
        }
        case 's': {
          const text = rt.text(take())
          return pad(precision === undefined ? text : text.slice(0, precision), width, flagText)
        }
        default:
          return whole
      }
    },
  )
}
