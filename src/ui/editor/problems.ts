/** A mistake in a text as the editor lists it. */
export interface Problem {
  /** From 1. */
  line: number
  column: number
  message: string
  tone: 'error' | 'warning' | 'info'
}
