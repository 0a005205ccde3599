/** The terminal's colours from the page's tokens. xterm.js wants sRGB; the tokens are OKLCH, so a canvas translates. */
import type { ITheme } from '@xterm/xterm'

let pixel: CanvasRenderingContext2D | null = null

function hex(color: string): string {
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

/** Resolves light-dark() and custom properties by asking an element. */
function resolve(token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const color = getComputedStyle(probe).color
  probe.remove()
  return hex(color)
}

export function terminalTheme(): ITheme {
  return {
    background: resolve('--night'),
    foreground: resolve('--night-ink'),
    cursor: hex('oklch(80% 0.1 245)'),
    cursorAccent: resolve('--night'),
    selectionBackground: resolve('--night-sea-soft'),
    scrollbarSliderBackground: '#8b96a833',
    scrollbarSliderHoverBackground: '#8b96a866',
    scrollbarSliderActiveBackground: '#8b96a899',
    black: hex('oklch(30% 0.02 260)'),
    red: hex('oklch(70% 0.17 25)'),
    green: hex('oklch(76% 0.13 160)'),
    yellow: hex('oklch(82% 0.12 85)'),
    blue: hex('oklch(75% 0.11 245)'),
    magenta: hex('oklch(76% 0.12 310)'),
    cyan: hex('oklch(80% 0.09 205)'),
    white: hex('oklch(88% 0.01 250)'),
    brightBlack: hex('oklch(64% 0.02 250)'),
    brightRed: hex('oklch(77% 0.14 25)'),
    brightGreen: hex('oklch(84% 0.13 160)'),
    brightYellow: hex('oklch(89% 0.11 88)'),
    brightBlue: hex('oklch(82% 0.09 245)'),
    brightMagenta: hex('oklch(83% 0.1 310)'),
    brightCyan: hex('oklch(87% 0.08 205)'),
    brightWhite: hex('oklch(98% 0.005 250)'),
  }
}
