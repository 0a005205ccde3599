/** The terminal's colours from the page's tokens. */
import type { ITheme } from '@xterm/xterm'
import { hex, tokenColor } from '../shared/colors.ts'

export function terminalTheme(): ITheme {
  return {
    background: tokenColor('--night'),
    foreground: tokenColor('--night-ink'),
    cursor: hex('oklch(80% 0.1 245)'),
    cursorAccent: tokenColor('--night'),
    selectionBackground: tokenColor('--night-sea-soft'),
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
