import { expect, it } from 'vitest'
import { bootTestKernel } from '../../kernel/testing/index.ts'
import { arrange } from './lib/getopt-core.ts'
import { nano } from './nano.ts'

async function edit(text: string, keys: readonly string[]): Promise<string> {
  const machine = bootTestKernel({})
  machine.write('/tmp/f', text)
  let read = (): string => ''
  const terminal = await machine.openTerminalMain(async (sys) => {
    sys.chdir('/tmp')
    read = () => sys.readText('/tmp/f')
    const status = await nano(
      new Proxy(sys, { get: (target, key) => (key === 'argv' ? ['nano', 'f'] : Reflect.get(target, key)) }),
    )
    const last = read()
    read = () => last
    return status
  })
  for (const key of keys) {
    terminal.type(key)
    await machine.settle()
  }
  return read()
}

it('types, cuts, pastes, undoes and writes', async () => {
  expect(await edit('one\ntwo\n', ['x', '\x0f', '\r'])).toBe('xone\ntwo\n')
  expect(await edit('one\ntwo\n', ['\x0b', '\x1b[B', '\x15', '\x0f', '\r'])).toBe('two\none\n')
  expect(await edit('one\n', ['x', '\x1bu', '\x0f', '\r'])).toBe('one\n')
  expect(await edit('one', ['\x18'])).toBe('one')
  expect(await edit('one', ['a', '\x18', 'y', '\r'])).toBe('aone\n')
})
it('puts arguments into order as getopt(1)', () => {
  const wrong: string[] = []
  const line = arrange('v', ['verbose,out:'], ['--out=f', '-v', 'q', '--bad'], { unquoted: false }, (m) =>
    wrong.push(m),
  )
  expect(line).toBe(" --out 'f' -v -- 'q'\n")
  expect(wrong).toEqual(["unrecognized option '--bad'"])
})
