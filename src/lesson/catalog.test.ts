import { describe, expect, it } from 'vitest'
import { broken, lessons, loadLesson } from './catalog.ts'

describe('the lessons of this repository', () => {
  it('can all be read', () => {
    expect(broken).toEqual([])
    expect(lessons.length).toBeGreaterThan(0)
  })
  it.each(lessons.map((lesson) => lesson.id))('%s has both languages with the same steps and tasks', async (id) => {
    const ko = await loadLesson(id, 'ko')
    const en = await loadLesson(id, 'en')
    expect(en.title).not.toBe(ko.title)
    expect(en.steps.map((step) => step.tasks.map((task) => task.id))).toEqual(
      ko.steps.map((step) => step.tasks.map((task) => task.id)),
    )
    // What is typed or printed may be Korean; the sentences may not.
    const prose = en.steps
      .map((step) => step.body)
      .join('\n')
      .replace(/```[\s\S]*?```|`[^`]*`/g, '')
    expect(prose).not.toMatch(/[가-힣]/)
  })
})
