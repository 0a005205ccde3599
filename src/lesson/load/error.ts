/** A mistake in a lesson file, with its place. */
export class LessonError extends Error {
  readonly file: string
  /** 1-based */
  readonly line: number
  /** The message without the place. */
  readonly problem: string
  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line}: ${problem}`)
    this.name = 'LessonError'
    this.file = file
    this.line = line
    this.problem = problem
  }
}
