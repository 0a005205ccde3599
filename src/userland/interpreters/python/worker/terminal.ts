/** ioctl(2) on terminals: sizes, attributes (struct termios of musl), groups. */
import type { Termios } from '../../../../base/abi/termios.ts'
import { Failure, syscall, type Context } from './context.ts'

/** termios(3): which bit of which word a name stands for. */
const IFLAG = {
  BRKINT: 0o2,
  INPCK: 0o20,
  ISTRIP: 0o40,
  INLCR: 0o100,
  IGNCR: 0o200,
  ICRNL: 0o400,
  IXON: 0o2000,
  IXANY: 0o4000,
  IMAXBEL: 0o20000,
  IUTF8: 0o40000,
}
const OFLAG = { OPOST: 0o1, ONLCR: 0o4, OCRNL: 0o10, ONLRET: 0o40, XTABS: 0o14000 }
const LFLAG = {
  ISIG: 0o1,
  ICANON: 0o2,
  ECHO: 0o10,
  ECHOE: 0o20,
  ECHOK: 0o40,
  ECHONL: 0o100,
  NOFLSH: 0o200,
  TOSTOP: 0o400,
  ECHOCTL: 0o1000,
  ECHOKE: 0o4000,
  IEXTEN: 0o100000,
}
const CC = [
  'VINTR',
  'VQUIT',
  'VERASE',
  'VKILL',
  'VEOF',
  'VTIME',
  'VMIN',
  '',
  'VSTART',
  'VSTOP',
  'VSUSP',
  'VEOL',
  'VREPRINT',
  'VDISCARD',
  'VWERASE',
  'VLNEXT',
  'VEOL2',
] as const
/** CS8 | CREAD | B38400 */
const CFLAG = 0o277

type Flag = keyof Omit<Termios, 'cc'>
const word = (termios: Termios, bits: Record<string, number>): number =>
  Object.entries(bits).reduce((sum, [name, bit]) => (termios[name as Flag] ? sum | bit : sum), 0)

export function terminalCalls({ channel, memory, ...rest }: Context): Record<string, (...args: never[]) => number> {
  const context = { channel, memory, ...rest }
  const readTermios = (fd: number, at: number): number => {
    const termios = channel.call('tcgetattr', fd) as Termios
    memory.setI32(at, word(termios, IFLAG))
    memory.setI32(at + 4, word(termios, OFLAG))
    memory.setI32(at + 8, CFLAG)
    memory.setI32(at + 12, word(termios, LFLAG))
    CC.forEach((name, index) => (memory.bytes[at + 17 + index] = name ? termios.cc[name] : 0))
    return 0
  }
  const writeTermios = (fd: number, at: number): number => {
    const termios = channel.call('tcgetattr', fd) as Termios
    for (const [offset, bits] of [
      [0, IFLAG],
      [4, OFLAG],
      [12, LFLAG],
    ] as const)
      for (const [name, bit] of Object.entries(bits)) termios[name as Flag] = (memory.i32(at + offset) & bit) !== 0
    CC.forEach((name, index) => {
      if (name) termios.cc[name] = memory.bytes[at + 17 + index]!
    })
    channel.call('tcsetattr', fd, termios)
    return 0
  }
  return {
    __syscall_ioctl: (fd: number, operation: number, varargs: number) =>
      syscall(context, () => {
        if (context.library.file(fd)) throw new Failure('ENOTTY')
        const argument = varargs ? memory.u32(varargs) : 0
        switch (operation) {
          case 0x5401:
            return readTermios(fd, argument)
          case 0x5402:
          case 0x5403:
          case 0x5404:
            return writeTermios(fd, argument)
          case 0x540f:
            memory.setI32(argument, channel.call('tcgetpgrp', fd) as number)
            return 0
          case 0x5410:
            channel.call('tcsetpgrp', fd, memory.i32(argument))
            return 0
          case 0x5413: {
            const { rows, cols } = channel.call('winsize', fd) as { rows: number; cols: number }
            if (argument) {
              memory.view.setUint16(argument, rows, true)
              memory.view.setUint16(argument + 2, cols, true)
              memory.setI32(argument + 4, 0)
            }
            return 0
          }
          case 0x541b: // FIONREAD
            throw new Failure('EINVAL')
          case 0x5421: // FIONBIO
            channel.call('setNonblocking', fd, memory.i32(argument) !== 0)
            return 0
          default:
            throw new Failure(channel.call('isatty', fd) === true ? 'EINVAL' : 'ENOTTY')
        }
      }),
  }
}
