/** The shapes of a lesson file's YAML parts, as valibot schemas; strict, so that a misspelt key is an error and not a silence. */
import * as v from 'valibot'

const id = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'))
const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'))

export const FrontMatter = v.strictObject({
  title: text,
  about: text,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)),
  /** Images pulled before the lesson begins. */
  images: v.optional(v.array(text), []),
})
/** lesson.en.md repeats only what is language. */
export const TranslatedFrontMatter = v.strictObject({ title: text, about: text })

const condition = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((value) => Object.keys(value).filter((key) => key !== 'missing').length === 1, 'must name exactly one check'),
)
export const TaskBlock = v.strictObject({
  id,
  text,
  hints: v.pipe(v.array(text), v.minLength(1), v.maxLength(3, 'at most three hints')),
  solution: v.pipe(v.array(text), v.minLength(1)),
  check: v.pipe(v.array(condition), v.minLength(1)),
})
export const TranslatedTaskBlock = v.strictObject({
  id,
  text,
  hints: v.pipe(v.array(text), v.minLength(1), v.maxLength(3)),
  /** `missing` sentences by position of the condition in the Korean file, where that has one. */
  missing: v.optional(v.record(v.string(), text), {}),
})
export type TaskBlock = v.InferOutput<typeof TaskBlock>
export type TranslatedTaskBlock = v.InferOutput<typeof TranslatedTaskBlock>
