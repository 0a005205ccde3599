/** A lesson from its Markdown: Korean is the source, English a translation of its words alone. */
import type { Condition, Lesson, Step, Task } from '../types.ts'
import { checkArgs } from '../checks/index.ts'
import { LessonError } from './error.ts'
import { FrontMatter, TaskBlock, TranslatedFrontMatter, TranslatedTaskBlock } from './schema.ts'
import { splitSections, type Section } from './sections.ts'
import { readYaml } from './yaml.ts'

export interface LessonSource {
  id: string
  track: string
  trackTitle: string
  /** Path shown in errors. */
  file: string
  text: string
}

export function parseLesson(source: LessonSource): Lesson {
  const { file } = source
  const sections = splitSections(source.text, file)
  const front = readYaml(FrontMatter, sections.front.text, file, sections.front.line)
  const seen = new Set<string>()
  const steps = sections.steps.map((section): Step => {
    const tasks = section.tasks.map((block): Task => {
      const task = readYaml(TaskBlock, block.text, file, block.line)
      if (seen.has(task.id)) throw new LessonError(file, block.line, `the task id "${task.id}" is used twice`)
      seen.add(task.id)
      return {
        id: task.id,
        text: task.text,
        hints: task.hints,
        solution: task.solution,
        check: { all: task.check.map((entry) => toCondition(entry, file, block.line)) },
      }
    })
    return { id: section.id, title: section.title, body: section.body, tasks }
  })
  return { id: source.id, track: source.track, trackTitle: source.trackTitle, ...front, steps }
}

function toCondition(entry: Record<string, unknown>, file: string, line: number): Condition {
  const { missing, ...rest } = entry
  const kind = Object.keys(rest)[0]!
  const problem = checkArgs(kind, rest[kind])
  if (typeof problem === 'string') throw new LessonError(file, line, `check: ${problem}`)
  if (missing !== undefined && typeof missing !== 'string')
    throw new LessonError(file, line, 'check: missing must be a sentence')
  return { kind, args: problem, ...(missing === undefined ? {} : { missing }) }
}

/** The Korean lesson with the translation's words. Steps and tasks must be the same, in the same order. */
export function translateLesson(lesson: Lesson, source: LessonSource): Lesson {
  const { file } = source
  const sections = splitSections(source.text, file)
  const front = readYaml(TranslatedFrontMatter, sections.front.text, file, sections.front.line)
  if (sections.steps.length !== lesson.steps.length)
    throw new LessonError(file, 1, `has ${sections.steps.length} steps; the Korean lesson has ${lesson.steps.length}`)
  const steps = lesson.steps.map((step, index) => translateStep(step, sections.steps[index]!, file))
  return { ...lesson, trackTitle: source.trackTitle, ...front, steps }
}

function translateStep(step: Step, section: Section, file: string): Step {
  if (section.id !== step.id)
    throw new LessonError(file, section.line, `the step should be {#${step.id}}, as in the Korean lesson`)
  if (section.tasks.length !== step.tasks.length)
    throw new LessonError(
      file,
      section.line,
      `the step has ${section.tasks.length} tasks; the Korean one has ${step.tasks.length}`,
    )
  const tasks = step.tasks.map((task, index): Task => {
    const block = section.tasks[index]!
    const words = readYaml(TranslatedTaskBlock, block.text, file, block.line)
    if (words.id !== task.id)
      throw new LessonError(file, block.line, `the task should have the id "${task.id}", as in the Korean lesson`)
    const all = task.check.all.map((condition, at): Condition => {
      const missing = words.missing[String(at)]
      if (condition.missing !== undefined && missing === undefined)
        throw new LessonError(
          file,
          block.line,
          `missing: the Korean lesson has a sentence for condition ${at}; this one needs it too`,
        )
      return missing === undefined ? condition : { ...condition, missing }
    })
    return { ...task, text: words.text, hints: words.hints, check: { all } }
  })
  return { ...step, title: section.title, body: section.body, tasks }
}
