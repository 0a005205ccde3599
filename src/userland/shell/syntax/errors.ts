/** How parsing ends when it does not end well. */

/** More input is needed to finish the command (PS2), and none is there yet. */
export class NeedMore {
  /** The delimiter line of an open here-document, or the quote character that must still come: saves reading attempts. */
  readonly until: string | undefined
  constructor(until?: string) {
    this.until = until
  }
}

/** The program is not well-formed. */
export class SyntaxFailure {
  /** As printed after the shell's prefix, e.g. "syntax error near unexpected token `fi'". */
  readonly message: string
  readonly line: number
  /** bash also shows the line that the error is in. */
  readonly showLine: string | undefined
  /** Text that is printed before: warnings of open here-documents, conditional expression errors. */
  readonly before: readonly string[]
  /** The input ended inside a construct. */
  readonly atEof: boolean
  /** $? after it: as it was before (true), or this status. */
  readonly keepStatus: boolean
  readonly status: number
  constructor(
    message: string,
    line: number,
    options: {
      showLine?: string
      before?: readonly string[]
      atEof?: boolean
      keepStatus?: boolean
      status?: number
    } = {},
  ) {
    this.message = message
    this.line = line
    this.showLine = options.showLine
    this.before = options.before ?? []
    this.atEof = options.atEof ?? false
    this.keepStatus = options.keepStatus ?? false
    this.status = options.status ?? 2
  }
}
