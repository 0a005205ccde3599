import { describe, expect, it } from 'vitest'
import { compileFront, compileLesson } from './compile.ts'
import { LessonError } from './error.ts'
import { parseLesson, translateLesson } from './parse.ts'

const lesson = (task: string, front = 'title: 제목\nabout: 한 문장\nminutes: 5'): string =>
  `---\n${front}\n---\n\n## 걸음 {#step}\n\n본문\n\n\`\`\`task\n${task}\n\`\`\`\n`
const good =
  'id: pulled\ntext: 받아요\nhints:\n  - 힌트\nsolution:\n  - docker pull busybox\ncheck:\n  - image: busybox'
const parse = (text: string): ReturnType<typeof parseLesson> =>
  parseLesson({ id: 't/l', track: 't', trackTitle: 'T', file: 'lessons/t/l/lesson.md', text })
const errorOf = (fn: () => unknown): string => {
  try {
    fn()
  } catch (error) {
    if (error instanceof LessonError) return error.message
    throw error
  }
  return 'no error'
}

describe('a lesson file', () => {
  it('becomes steps with prose and tasks', () => {
    const { steps, minutes } = parse(lesson(good))
    expect(minutes).toBe(5)
    expect(steps[0]).toMatchObject({ id: 'step', title: '걸음', body: '본문' })
    expect(steps[0]!.tasks[0]).toMatchObject({
      id: 'pulled',
      check: { all: [{ kind: 'image', args: { name: 'busybox', exists: true } }] },
    })
  })
  it.each([
    [
      'a missing key of the front matter',
      lesson(good, 'title: 제목\nabout: x'),
      /^lessons\/t\/l\/lesson\.md:2: minutes: /,
    ],
    ['a wrong value, at its own line', lesson(good, 'title: 제목\nabout: x\nminutes: many'), /lesson\.md:4: minutes: /],
    ['a misspelt key', lesson(good.replace('hints', 'hint')), /lesson\.md:1\d: hint/],
    [
      'an unknown check',
      lesson(good.replace('image:', 'imgae:')),
      /there is no check "imgae"; there are image, build, container/,
    ],
    ['a wrong argument of a check', lesson(good.replace('image: busybox', 'image: { nmae: x }')), /check: image/],
    ['broken YAML, at its own line', lesson(good.replace('id: pulled', 'id: [')), /lesson\.md:1\d: /],
    [
      'an unclosed block',
      lesson(good).replace(/```\n$/, ''),
      /lesson\.md:11: the code block that begins here is not closed/,
    ],
    ['no front matter', 'hello', /lesson\.md:1: a lesson begins with front matter/],
    ['a heading without an id', lesson(good).replace(' {#step}', ''), /lesson\.md:7: a step is written/],
    ['two tasks of one id', lesson(good) + lesson(good).split('본문')[1]!, /the task id "pulled" is used twice/],
  ])('names file and line of %s', (_, text, message) => {
    expect(errorOf(() => parse(text))).toMatch(message)
  })
})

describe('a translation', () => {
  const english = (task: string): string =>
    `---\ntitle: Title\nabout: One sentence\n---\n\n## Step {#step}\n\nBody\n\n\`\`\`task\n${task}\n\`\`\`\n`
  const translate = (text: string): ReturnType<typeof translateLesson> =>
    translateLesson(parse(lesson(good)), { id: 't/l', track: 't', trackTitle: 'T', file: 'lesson.en.md', text })
  it('takes the words and keeps checks and solutions', () => {
    const task = translate(english('id: pulled\ntext: Pull it\nhints:\n  - A hint')).steps[0]!.tasks[0]!
    expect(task).toMatchObject({ text: 'Pull it', hints: ['A hint'], solution: ['docker pull busybox'] })
  })
  it('must have the same tasks', () => {
    expect(errorOf(() => translate(english('id: other\ntext: x\nhints:\n  - A hint')))).toMatch(
      /should have the id "pulled"/,
    )
  })
})

describe('a lesson as data', () => {
  const file = 'lessons/t/l/lesson.md'
  it('carries the lesson, under the id of its folder', () => {
    expect(compileLesson({ file, text: lesson(good) })).toMatchObject({ value: { id: 't/l', track: 't', minutes: 5 } })
    expect(compileFront({ file, text: lesson(good) })).toEqual({
      value: { title: '제목', about: '한 문장', minutes: 5 },
    })
  })
  it('carries a mistake with its place', () => {
    const text = lesson(good, 'title: 제목\nabout: x\nminutes: many')
    for (const compiled of [compileFront({ file, text }), compileLesson({ file, text })])
      expect(compiled).toMatchObject({ error: { file, line: 4, message: expect.stringContaining('minutes: ') } })
  })
})
