/**
 * Lessons as data, made when the page is built (scripts/lib/lesson-modules.mjs): the page needs neither YAML nor this folder's parsers. A
 * mistake in a file is data too, so that it closes one lesson and not the build.
 */
import type { Lesson } from '../types.ts'
import { LessonError } from './error.ts'
import { parseLesson, translateLesson } from './parse.ts'
import { FrontMatter, TranslatedFrontMatter } from './schema.ts'
import { readYaml } from './yaml.ts'

export interface LessonFile {
  /** As shown in errors: "lessons/TRACK/SLUG/lesson.md". */
  file: string
  text: string
}
export interface Front {
  title: string
  about: string
  /** Only the Korean file has it. */
  minutes?: number
}
/** What an import of a lesson file gives. */
export type Compiled<T> = { value: T } | { error: { file: string; line: number; message: string } }

export function compileFront({ file, text }: LessonFile): Compiled<Front> {
  const front = /^---\r?\n([\s\S]*?)\r?\n---(\r?\n|$)/.exec(text)?.[1] ?? ''
  const schema = file.endsWith('.en.md') ? TranslatedFrontMatter : FrontMatter
  return caught((): Front => {
    const { images: _, ...rest } = { images: [], ...readYaml(schema, front, file, 2) }
    return rest
  })
}

/** The lesson without its track's title, which is not in its file. `english`: its translation. */
export function compileLesson(korean: LessonFile, english?: LessonFile): Compiled<Lesson> {
  const id = /lessons\/([^/]+\/[^/]+)\//.exec(korean.file)?.[1] ?? korean.file
  const common = { id, track: id.split('/')[0]!, trackTitle: '' }
  return caught(() => {
    const lesson = parseLesson({ ...common, ...korean })
    return english ? translateLesson(lesson, { ...common, ...english }) : lesson
  })
}

function caught<T>(make: () => T): Compiled<T> {
  try {
    return { value: make() }
  } catch (error) {
    if (!(error instanceof LessonError)) throw error
    return { error: { file: error.file, line: error.line, message: error.problem } }
  }
}
