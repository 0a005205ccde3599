/** An npm command that fails: its lines after "npm error". */
export class NpmFailure extends Error {
  readonly lines: readonly string[]
  readonly status: number
  constructor(lines: readonly string[], status = 1) {
    super(lines.join('\n'))
    this.lines = lines
    this.status = status
  }
}
export const notSimulated = (what: string): NpmFailure => new NpmFailure([`${what} is not simulated yet`])
