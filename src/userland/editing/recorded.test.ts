/**
 * Keys typed into real bash 5.2 and real BusyBox 1.35 on an 80×24 terminal, and what the screen showed after each: recorded/*.json, never written from
 * our own output. `screens`: the last eight rows in use, its column and row.
 */
import { readFileSync } from 'node:fs'
import { Terminal } from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import { bootTestKernel, type TestMachine } from '../../kernel/testing/index.ts'
import { createLineedit } from './lineedit.ts'
import { createReadline } from './readline.ts'
import type { LineEditor, LineEditorOptions } from './types.ts'

interface Recording {
  keys: string[]
  screens: [rows: string, col: number, row: number][]
}
const load = (name: string): Recording[] =>
  JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')) as Recording[]

const HOME = '/tmp/rlhome'
/** Builtins and keywords that begin like what the recordings complete. */
const BUILTINS = ['unalias', 'unset', 'until', 'dirs', 'umask', 'ulimit']
const COMMANDS = ['cat', 'ls', 'uname', 'unalias2', 'dircolors', 'dirmngr', 'dirname', 'docker']
const FILES =
  "alpha.txt|alpine.txt|with space|a'b|x,y|h#i|two words.txt|z=1|c:d|dir1/inner|.hidden|dir2/|my dir/".split('|')

function boot(): TestMachine {
  const machine = bootTestKernel({ files: { '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n' } })
  for (const file of FILES) machine.write(`${HOME}/${file}`, '')
  machine.write(`${HOME}/beta.md`, '#!/bin/sh\n')
  machine.fs.symlink('dir1', `${HOME}/link`)
  for (const name of COMMANDS) machine.write(`/tmp/rlbin/${name}`, '#!/bin/sh\n')
  return machine
}

async function play(
  keys: string[],
  create: (options: LineEditorOptions) => LineEditor,
  farewell: string,
): Promise<Recording['screens']> {
  const machine = boot()
  const variables: Record<string, string> = { HOME, PATH: '/tmp/rlbin', HOSTNAME: 'naru', HOSTTYPE: 'x86_64' }
  const terminal = await machine.openTerminalMain(
    async (sys) => {
      let interrupted = false
      sys.signal(2, () => (interrupted = true))
      const history = { lines: [] as string[] }
      const editor = create({
        sys,
        input: 0,
        output: 1,
        history,
        completer: {
          commandNames: () => BUILTINS,
          variableNames: () => Object.keys(variables),
          variable: (name) => variables[name],
        },
        onSignal() {
          const what = interrupted ? 'abort' : 'continue'
          interrupted = false
          return what
        },
      })
      for (;;) {
        const result = await editor.readLine('$ ')
        if (result.kind === 'eof') {
          await sys.write(1, farewell)
          return 0
        }
        if (result.kind === 'line' && result.text) history.lines.push(result.text)
      }
    },
    { cwd: HOME, env: { HOME } },
  )
  await machine.settle()
  const screen = new Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  const screens: Recording['screens'] = []
  const look = async (): Promise<void> => {
    await new Promise<void>((resolve) => screen.write(terminal.take(), resolve))
    const { active } = screen.buffer
    const cursor = active.baseY + active.cursorY
    const rows = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true).trimEnd() ?? '',
    )
    while (rows.length - 1 > cursor && rows.at(-1) === '') rows.pop()
    screens.push([rows.slice(-8).join('\n'), Math.min(79, active.cursorX), active.cursorY])
  }
  await look()
  screens.pop()
  for (const key of keys) {
    await terminal.type(key)
    await look()
  }
  return screens
}

describe.each([
  ['bash 5.2', 'bash-5.2', createReadline, 'exit\n'],
  ['BusyBox 1.35', 'busybox-1.35', createLineedit, ''],
] as const)('as %s', (_title, file, create, farewell) => {
  it.each(load(file).map(({ keys, screens }) => [JSON.stringify(keys), keys, screens] as const))(
    '%s',
    async (_name, keys, screens) => {
      expect(await play(keys, create, farewell)).toEqual(screens)
    },
  )
})
