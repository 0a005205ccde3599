/** npm run lessons: for every lesson, in order, on a fresh machine: each check fails before its task's solution and holds after it. */
import { broken, lessons, loadLesson } from '../../lesson/index.ts'
import { evaluate } from '../../lesson/checks/index.ts'
import type { Lesson } from '../../lesson/types.ts'
import { Machine } from '../machine.ts'
import { onlyKeys } from '../typing.ts'
import { provideNodeInterpreters } from './interpreters.ts'

/** What is wrong with the lesson; [] when it holds. */
export async function prove(lesson: Lesson): Promise<string[]> {
  const problems: string[] = []
  const machine = new Machine((error, program) => console.error(`${program}:`, error))
  const at = Date.UTC(2026, 10, 22, 5)
  await machine.boot({ seed: 1, at, clock: 'events' })
  try {
    for (const image of lesson.images) await machine.run(`docker pull -q ${image}`)
    const typist = await machine.typist()
    const context = { machine, lang: 'ko' as const, since: at }
    for (const task of lesson.steps.flatMap((step) => step.tasks)) {
      if ((await evaluate(task.check.all, context)).done)
        problems.push(`${task.id}: the check holds before the solution`)
      for (const [index, line] of task.solution.entries()) {
        const next = task.solution[index + 1]
        // Keys that follow are for the program that the line starts.
        if (next !== undefined && onlyKeys(next)) await typist.begin(line)
        else await typist.enter(line)
      }
      const after = await evaluate(task.check.all, context)
      if (!after.done) problems.push(`${task.id}: the check does not hold after the solution: ${after.missing}`)
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  } finally {
    await machine.shutdown()
  }
  return problems
}

export async function main(args: string[]): Promise<void> {
  provideNodeInterpreters()
  let failed = broken.length
  for (const { message } of broken) console.error(message)
  const wanted = lessons.filter(({ id }) => args.length === 0 || args.some((arg) => id.includes(arg)))
  for (const { id } of wanted) {
    for (const lang of ['ko', 'en'] as const) {
      const lesson = await loadLesson(id, lang)
      if (lang === 'en') continue
      const problems = await prove(lesson)
      failed += problems.length
      console.log(`${problems.length ? '✗' : '✓'} ${id}`)
      for (const problem of problems) console.log(`    ${problem}`)
    }
  }
  console.log(`${wanted.length} lessons, ${failed} problems`)
  if (failed || !wanted.length) process.exitCode = 1
}
