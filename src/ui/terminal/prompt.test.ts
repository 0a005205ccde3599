import { Terminal } from '@xterm/headless'
import { expect, test } from 'vitest'
import { eraseTail, promptTail } from './prompt.ts'

async function screen(cols: number, text: string): Promise<Terminal> {
  const terminal = new Terminal({ cols, rows: 6, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(text, resolve))
  return terminal
}
const lines = (terminal: Terminal): string[] =>
  Array.from({ length: terminal.buffer.active.length }, (_, y) =>
    terminal.buffer.active.getLine(y)!.translateToString(true),
  ).filter(Boolean)
const tailOf = (terminal: Terminal) => promptTail(terminal as unknown as Parameters<typeof promptTail>[0])

test('the prompt of the shell that is gone and what was typed after it', async () => {
  const terminal = await screen(80, '$ old output\r\n\x1b[32mstudent@naru\x1b[0m:~/app$ docker ps -')
  expect(tailOf(terminal)).toEqual({ rows: 1, typed: 'docker ps -', directory: '~/app' })
  await new Promise<void>((resolve) => terminal.write(eraseTail(tailOf(terminal)!), resolve))
  expect(lines(terminal)).toEqual(['$ old output'])
})

test('a line that is wrapped goes as a whole, also with Hangul', async () => {
  const typed = 'echo 가나다라마바사아자차카타파하'
  const terminal = await screen(24, `first\r\nstudent@naru:~$ ${typed}`)
  const tail = tailOf(terminal)!
  expect(tail.rows).toBe(3)
  expect(tail.typed).toBe(typed)
  await new Promise<void>((resolve) => terminal.write(eraseTail(tail), resolve))
  expect(lines(terminal)).toEqual(['first'])
})

test('the prompt inside a container, or output, is left alone', async () => {
  expect(tailOf(await screen(80, 'root@3f1c:/# ls'))).toBeNull()
  expect(tailOf(await screen(80, 'Pulling from library/httpd'))).toBeNull()
})
