import { expect, test } from 'vitest'
import type { TaskStates } from '../../lesson/runner.ts'
import type { Lesson, Task } from '../../lesson/types.ts'
import type { LessonProgress } from '../../persist/types.ts'
import { FakeMachine } from '../testing/fake-machine.ts'
import { School, type RunnerOptions } from './school.svelte.ts'

const task = (id: string): Task => ({
  id,
  text: `\`${id}\` 하기`,
  hints: ['a', 'b'],
  solution: ['true'],
  check: { all: [] },
})
const lesson: Lesson = {
  id: 't/l',
  track: 't',
  trackTitle: 'T',
  title: 'L',
  about: '',
  minutes: 3,
  images: [],
  steps: [
    { id: 's1', title: '1', body: '', tasks: [task('a')] },
    { id: 's2', title: '2', body: '', tasks: [task('b'), task('c')] },
  ],
}

function setup(stored: LessonProgress[] = [], images: string[] = []) {
  const saved: LessonProgress[] = []
  const runners: RunnerOptions[] = []
  const machine = new FakeMachine()
  const school = new School({
    machine: () => ({ facade: machine }),
    onChange: () => () => undefined,
    view: () => null,
    saveProgress: (progress) => saved.push(progress),
    onTaskDone: () => undefined,
    onOpen: () => undefined,
  })
  const about = { ko: '', en: '' }
  school.enter({
    lessons: [{ id: 't/l', track: 't', trackTitle: about, title: about, minutes: 3, about }],
    loadLesson: async () => ({ ...lesson, images }),
    createRunner: (_lesson, _machine, options) => {
      runners.push(options)
      return { start: async () => undefined, stop: async () => undefined, check: async () => undefined }
    },
  })
  school.remember(stored)
  const report = (states: TaskStates): void => runners.at(-1)!.onChange(states)
  return { school, saved, runners, report, machine }
}
const state = (done: string[], missing = ''): TaskStates =>
  Object.fromEntries(
    ['a', 'b', 'c'].map((id) => [id, { done: done.includes(id), missing: done.includes(id) ? '' : missing }]),
  )

test('what is missing is said only after the learner has tried', async () => {
  const { school, report } = setup()
  await school.open('t/l', 'ko')
  report(state([], '이미지가 없어요'))
  expect([school.now, school.missing]).toEqual(['a', ''])
  school.commandRan()
  expect(school.missing).toBe('이미지가 없어요')
})

test('done tasks are announced, stored and stay done; the last one finishes the lesson', async () => {
  const { school, saved, report } = setup()
  await school.open('t/l', 'ko')
  report(state(['a']))
  expect(school.stepDone).toBe(true)
  expect(school.announcement).toBe('a 하기')
  expect(saved.at(-1)).toMatchObject({ done: ['a'], finishedAt: null })
  school.go(1)
  expect(saved.at(-1)!.step).toBe('s2')
  report(state(['a', 'b', 'c']))
  expect(school.lessonDone).toBe(true)
  expect(saved.at(-1)!.finishedAt).not.toBeNull()
  expect(school.finished('t/l')).toBe(true)
})

test('a learner comes back to the step and the hints that were open', async () => {
  const first = setup()
  await first.school.open('t/l', 'ko')
  first.report(state(['a']))
  first.school.go(1)
  first.school.hint('b')
  first.school.solution('b')
  const { school, runners } = setup([first.saved.at(-1)!])
  await school.open('t/l', 'ko')
  expect(school.stepIndex).toBe(1)
  expect(school.here).toMatchObject({ hints: { b: 1 }, solutions: ['b'] })
  expect(runners[0]!.done).toEqual(['a'])
  expect(school.isDone('a')).toBe(true)
})

test('another language keeps the step', async () => {
  const { school, runners } = setup()
  await school.open('t/l', 'ko')
  school.go(1)
  await school.open('t/l', 'en')
  expect(school.stepIndex).toBe(1)
  expect(runners.at(-1)!.lang).toBe('en')
})

test('what a lesson begins with is fetched, once, and not again in its middle', async () => {
  const { school, machine } = setup([], ['busybox:1.35', 'nginx'])
  const pulled: string[] = []
  machine.run = async (line?: string) => {
    pulled.push(line ?? '')
    return { status: 0, stdout: '', stderr: '' }
  }
  await school.open('t/l', 'ko')
  expect(pulled).toEqual(['docker pull -q busybox:1.35', 'docker pull -q nginx'])
  expect(school.preparing).toEqual([])
  school.here!.done.push('a')
  await school.connect()
  expect(pulled).toHaveLength(2)
})
