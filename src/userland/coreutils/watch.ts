/** watch(1) of procps-ng 4.0: a command again and again on a full screen. Left out: -d's highlighting, -c, -q, -p. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import { concat } from '../../base/bytes.ts'
import { gnu, helpOf, isError, tryAsync } from './lib/command.ts'
import { Screen, fit } from './lib/screen.ts'
import { shortHelp } from './lib/short-help.ts'
import { strftime } from './lib/strftime.ts'
import { toText } from './lib/text.ts'
import { spawnp, waitFor } from './lib/which.ts'
import { localZone } from './lib/zone.ts'

export const watch = gnu(
  {
    help: 'watch',
    prepare: shortHelp,
    short: '+bcd::egn:pq:rtvwx',
    long: {
      beep: 'b',
      color: 'c',
      differences: 'd',
      errexit: 'e',
      chgexit: 'g',
      interval: 'n',
      precise: 'p',
      equexit: 'q',
      'no-rerun': 'r',
      'no-title': 't',
      'no-wrap': 'w',
      exec: 'x',
      help: '--help',
      version: '--version',
    },
    onWrongUse: 'help',
  },
  async (command) => {
    const { sys, args } = command
    for (const { key, flag } of command.options)
      if ('dqp'.includes(key)) return command.die(`${flag} is not simulated yet`)
    if (!args.length) {
      await sys.write(2, (await helpOf(sys, 'watch')) ?? '')
      return 1
    }
    const text = (command.value('n') ?? '2').replace(',', '.')
    if (!/^\d*\.?\d+$/.test(text)) return command.die(`failed to parse argument: '${text}': Invalid argument`)
    const interval = Math.max(0.1, Number(text))
    const screen = new Screen(sys, 0)
    const line = args.join(' ')
    let stop = false
    sys.signal(2, () => (stop = true))
    sys.signal(28, () => {})
    await sys.write(1, '\x1b[?1049h\x1b[H\x1b[2J')
    let before: string | undefined
    let status = 0
    while (!stop) {
      const { rows, cols } = screen.size
      const [reader, writer] = sys.pipe()
      const pid = await tryAsync(() =>
        spawnp(sys, {
          argv: command.has('x') ? args : ['sh', '-c', line],
          fds: { 0: 0, 1: writer, 2: writer },
          resetSignals: [2, 28],
        }),
      )
      sys.close(writer)
      const parts: Uint8Array[] = []
      for (;;) {
        const chunk = await tryAsync(() => sys.read(reader))
        if (isError(chunk)) {
          if (stop || chunk.code !== 'EINTR') break
          continue
        }
        if (!chunk.length) break
        parts.push(chunk)
      }
      sys.close(reader)
      const code = isError(pid) ? 127 : exitCode(await waitFor(sys, pid))
      if (stop) break
      const output = toText(concat(parts))
      let out = '\x1b[H'
      let room = rows
      if (!command.has('t')) {
        const host = attempt(() => sys.uname().nodename)
        const right = `${host instanceof SysError ? '' : host}: ${strftime('%a %b %e %H:%M:%S %Y', sys.now(), localZone(sys))}`
        const left = `Every ${interval.toFixed(1)}s: `
        const space = cols - right.length - left.length - 1
        const shown = line.length <= space ? line : space > 4 ? `${line.slice(0, space - 4)}... ` : ''
        out += `${(left + shown).padEnd(Math.max(0, cols - right.length))}${right}\x1b[K\r\n\x1b[K\r\n`
        room -= 2
      }
      const lines = output.replace(/\n$/, '').split('\n')
      const shown: string[] = []
      for (const row of lines) {
        const plain = command.has('c') ? row : row.replace(/\x1b\[[\d;]*[a-zA-Z]/g, '')
        if (command.has('c') || command.has('w') || plain.length <= cols)
          shown.push(command.has('c') ? row : fit(plain, cols))
        else for (let at = 0; at < plain.length; at += cols) shown.push(fit(plain.slice(at, at + cols), cols))
      }
      out += `${shown
        .slice(0, room)
        .map((row) => `${row}\x1b[m\x1b[K`)
        .join('\r\n')}\x1b[J`
      await sys.write(1, out)
      if (code && command.has('b')) await sys.write(1, '\x07')
      if (code && command.has('e')) {
        await sys.write(1, `\x1b[${rows};1H\x1b[Kcommand exit with a non-zero status, press a key to exit`)
        await tryAsync(() => sys.read(0, 1))
        status = code
        break
      }
      if (command.has('g') && before !== undefined && before !== output) break
      before = output
      const slept = await tryAsync(() => sys.sleep(interval * 1000))
      if (isError(slept) && slept.code !== 'EINTR') break
    }
    await sys.write(1, `\x1b[${screen.size.rows};1H\x1b[?1049l`)
    return status
  },
)
