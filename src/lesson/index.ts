export { broken, lessons, loadLesson } from './catalog.ts'
export { LessonError } from './load/error.ts'
export { LessonRunner, type RunnerOptions, type TaskState, type TaskStates } from './runner.ts'
export type { CheckResult, Condition, Lang, Lesson, LessonSummary, Localised, Step, Task } from './types.ts'
