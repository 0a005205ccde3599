/** What a build says, as lines of JsonMessage: standard output, standard error in red, pulls, image IDs. */
import type { JsonMessage } from '../../api/types/index.ts'

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)

export class BuildOutput {
  private readonly emit: (message: JsonMessage) => void
  constructor(emit: (message: JsonMessage) => void) {
    this.emit = emit
  }
  message(message: JsonMessage): void {
    this.emit(message)
  }
  write(text: string): void {
    this.emit({ stream: text })
  }
  line(text: string): void {
    this.write(`${text}\n`)
  }
  error(text: string): void {
    this.emit({ stream: `\x1b[91m${text}\x1b[0m` })
  }
  /** A text and its newline are two writes there. */
  step(index: number, total: number, source: string): void {
    this.write(`Step ${index}/${total} : ${source}`)
    this.write('\n')
  }
}
