/** Widths of texts on the map, and cutting them to fit. SVG has no ellipsis of its own. */
export type Face = 'ui' | 'ui-bold' | 'mono'
/** Width in CSS pixels of `text` set in `face` at `size`. */
export type Measure = (text: string, face: Face, size: number) => number

/** Close enough without a canvas: Hangul and Han take one em, Latin about half. */
export const roughMeasure: Measure = (text, face, size) => {
  let ems = 0
  for (const char of text) {
    const wide = /[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹯＀-｠]/.test(char)
    ems += wide ? (face === 'mono' ? 1 : 0.92) : face === 'mono' ? 0.5 : face === 'ui-bold' ? 0.58 : 0.55
  }
  return ems * size
}

/** Measures with the page's own fonts and remembers; forget() after a font has arrived. */
export function canvasMeasure(fonts: Record<Face, string>): Measure & { forget(): void } {
  const context = document.createElement('canvas').getContext('2d')
  const known = new Map<string, number>()
  const measure: Measure = (text, face, size) => {
    if (!context) return roughMeasure(text, face, size)
    const key = `${face}/${size}/${text}`
    let width = known.get(key)
    if (width === undefined) {
      if (known.size > 4000) known.clear()
      context.font = fonts[face].replace('SIZE', `${size}px`)
      width = context.measureText(text).width
      known.set(key, width)
    }
    return width
  }
  return Object.assign(measure, { forget: () => known.clear() })
}

/** `text` if it fits into `width`, else as much of it as fits with an ellipsis. */
export function fit(text: string, width: number, measure: Measure, face: Face, size: number): string {
  if (measure(text, face, size) <= width) return text
  const chars = [...text]
  let low = 0
  let high = chars.length
  const cut = (count: number): string => `${chars.slice(0, count).join('').trimEnd()}…`
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (measure(cut(middle), face, size) <= width) low = middle
    else high = middle - 1
  }
  return low === 0 ? '…' : cut(low)
}
