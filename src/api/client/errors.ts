/** How requests fail: the engine's answer, or no answer at all. */

/** The engine answered with an error; the text is the CLI's: "Error response from daemon: …". */
export class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }
  get isNotFound(): boolean {
    return this.status === 404
  }
  get isConflict(): boolean {
    return this.status === 409
  }
}
/** The engine could not be reached. */
export class ConnectionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConnectionError'
  }
}
/** The request was given up by its caller. */
export class Canceled extends Error {
  constructor() {
    super('context canceled')
    this.name = 'Canceled'
  }
}
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.isNotFound
