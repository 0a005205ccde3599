/** Errors that end a command. Anything else that is thrown is a bug or an unwinding process. */

/** An error with an exit status of its own (cli.StatusError). An empty message prints nothing. */
export class StatusError extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.name = 'StatusError'
    this.status = status
  }
}
/** Any other failure of a command: its text on standard error, exit status 1. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CommandError'
  }
}
/** A flag's value or name that does not parse; becomes "…\n\nUsage:  …\n\nRun '… --help' for more information" with status 125. */
export class FlagError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FlagError'
  }
}
/** The user ended the program with a signal: exit status 128 + signal, nothing printed. */
export class Terminated extends Error {
  readonly signal: number
  constructor(signal: number) {
    super('')
    this.name = 'Terminated'
    this.signal = signal
  }
}
/** The user gave a question up: nothing is printed, and the exit status is 0. */
export class Cancelled extends Error {
  constructor() {
    super('prompt terminated')
    this.name = 'Cancelled'
  }
}
/** errors.Join: the texts on lines of their own. */
export const joinErrors = (errors: readonly Error[]): string => errors.map((error) => error.message).join('\n')
