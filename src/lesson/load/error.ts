/** A mistake in a lesson file, with its place. */
export class LessonError extends Error {
  readonly file: string
  /** 1-based */
  readonly line: number
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`)
    this.name = 'LessonError'
    this.file = file
    this.line = line
  }
}
