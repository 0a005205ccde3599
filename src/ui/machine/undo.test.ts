import { expect, test } from 'vitest'
import { onlyLooks, Undo } from './undo.svelte.ts'

test('what only looks', () => {
  for (const line of [
    'docker ps -a',
    'docker container ls',
    'ls -la | grep x',
    'docker images',
    'cat a.txt',
    'docker -v',
  ])
    expect(onlyLooks(line), line).toBe(true)
  for (const line of [
    'docker run httpd',
    'echo hi > file',
    'ls; rm x',
    'docker rm $(docker ps -aq)',
    'docker exec web ls',
    'cat x | tee y',
    'cd app',
    'docker image rm x',
    'docker volume prune',
  ])
    expect(onlyLooks(line), line).toBe(false)
})

test('each change is a step back to before it', async () => {
  let state = 'a'
  const undo = new Undo(async () => ({ version: 1, takenAt: 0, payload: state }))
  undo.begin(false)
  await undo.pop()
  const run = async (line: string, next: string, engine = false): Promise<void> => {
    state = next
    if (engine) undo.engineEvent()
    undo.ran(line)
  }
  await run('touch b', 'b')
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve, 0))
  await run('docker ps', 'b2')
  await new Promise((resolve) => setTimeout(resolve, 0))
  await run('docker run c', 'c', true)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(undo.steps.map(({ line, before }) => [line, before.payload])).toEqual([
    ['touch b', 'a'],
    ['docker run c', 'b2'],
  ])
  const step = await undo.pop()
  expect(step!.before.payload).toBe('b2')
  undo.begin(true)
  expect(undo.last?.line).toBe('touch b')
  undo.begin(false)
  expect(undo.last).toBeNull()
})
