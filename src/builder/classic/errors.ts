/** How a classic build fails. */

/** The message with the code that the client ends with. */
export class ClassicError extends Error {
  readonly code: number
  constructor(message: string, code = 0) {
    super(message)
    this.name = 'ClassicError'
    this.code = code
  }
}
export const needsBuildKit = (option: string): ClassicError =>
  new ClassicError(
    `the --${option} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  )
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
