/** Colours for what draws on canvases or wants sRGB: the tokens are OKLCH with light-dark(), so an element resolves and a canvas translates. */
let pixel: CanvasRenderingContext2D | null = null

/** "#rrggbb" of any CSS colour. */
export function hex(color: string): string {
  pixel ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  })
  if (!pixel) return '#808080'
  pixel.clearRect(0, 0, 1, 1)
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  const [r = 0, g = 0, b = 0] = pixel.getImageData(0, 0, 1, 1).data
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** "#rrggbb" of a CSS colour that may use light-dark() and custom properties. */
export function resolveColor(color: string): string {
  const probe = document.createElement('span')
  probe.style.color = color
  document.body.append(probe)
  const computed = getComputedStyle(probe).color
  probe.remove()
  return hex(computed)
}
/** "#rrggbb" of a token ("--night"). */
export const tokenColor = (token: string): string => resolveColor(`var(${token})`)
