/** Ways out of running commands. Thrown, not Errors: they carry no stack and cost little. */

/** bash with an EXIT trap: a fatal signal came. The trap runs, then the signal does its work. */
export class Terminated {
  readonly signal: number
  constructor(signal: number) {
    this.signal = signal
  }
}
/** `exit`, errexit, fatal errors. The shell (or subshell) ends. */
export class ExitShell {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}
/** bash: an expansion or assignment error gives up the current top-level command; the next line runs. */
export class Discard {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}
/** dash, ash: an error was reported; a script ends, an interactive shell prompts again. */
export class ShellError {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}
export class BreakLoop {
  levels: number
  readonly again: boolean
  readonly status: number
  constructor(levels: number, again: boolean, status = 0) {
    this.status = status
    this.levels = levels
    this.again = again
  }
}
export class ReturnFrom {
  readonly status: number
  constructor(status: number) {
    this.status = status
  }
}
/** A builtin's complaint: `text` follows the shell's prefix and the builtin's name. */
export class BuiltinError {
  readonly text: string
  readonly status: number
  constructor(text: string, status: number) {
    this.text = text
    this.status = status
  }
}
