/** Terminal attributes (termios(3)), as booleans by their names; control characters as byte values, 0 = disabled. */
export interface Termios {
  // input
  ICRNL: boolean
  INLCR: boolean
  IGNCR: boolean
  IXON: boolean
  IXANY: boolean
  ISTRIP: boolean
  IUTF8: boolean
  BRKINT: boolean
  INPCK: boolean
  IMAXBEL: boolean
  // output
  OPOST: boolean
  ONLCR: boolean
  OCRNL: boolean
  ONLRET: boolean
  XTABS: boolean
  // local
  ISIG: boolean
  ICANON: boolean
  IEXTEN: boolean
  ECHO: boolean
  ECHOE: boolean
  ECHOK: boolean
  ECHONL: boolean
  ECHOCTL: boolean
  ECHOKE: boolean
  NOFLSH: boolean
  TOSTOP: boolean
  cc: {
    VINTR: number
    VQUIT: number
    VERASE: number
    VKILL: number
    VEOF: number
    VEOL: number
    VEOL2: number
    VSUSP: number
    VSTART: number
    VSTOP: number
    VWERASE: number
    VLNEXT: number
    VREPRINT: number
    VDISCARD: number
    VMIN: number
    VTIME: number
  }
}
/** What a fresh pty of Linux has. */
export function defaultTermios(): Termios {
  return {
    ICRNL: true,
    INLCR: false,
    IGNCR: false,
    IXON: true,
    IXANY: false,
    ISTRIP: false,
    IUTF8: true,
    BRKINT: false,
    INPCK: false,
    IMAXBEL: false,
    OPOST: true,
    ONLCR: true,
    OCRNL: false,
    ONLRET: false,
    XTABS: false,
    ISIG: true,
    ICANON: true,
    IEXTEN: true,
    ECHO: true,
    ECHOE: true,
    ECHOK: true,
    ECHONL: false,
    ECHOCTL: true,
    ECHOKE: true,
    NOFLSH: false,
    TOSTOP: false,
    cc: {
      VINTR: 3,
      VQUIT: 28,
      VERASE: 127,
      VKILL: 21,
      VEOF: 4,
      VEOL: 0,
      VEOL2: 0,
      VSUSP: 26,
      VSTART: 17,
      VSTOP: 19,
      VWERASE: 23,
      VLNEXT: 22,
      VREPRINT: 18,
      VDISCARD: 15,
      VMIN: 1,
      VTIME: 0,
    },
  }
}
/** cfmakeraw(3), in place. */
export function makeRaw(t: Termios): void {
  t.ICRNL =
    t.INLCR =
    t.IGNCR =
    t.IXON =
    t.ISTRIP =
    t.BRKINT =
    t.OPOST =
    t.ECHO =
    t.ECHONL =
    t.ICANON =
    t.ISIG =
    t.IEXTEN =
      false
  t.cc.VMIN = 1
  t.cc.VTIME = 0
}
export interface WindowSize {
  rows: number
  cols: number
}
