/** Mistakes of a Dockerfile for where Monaco is not. */
import type { Problem } from '../problems.ts'

export async function problemsOf(_text: string): Promise<Problem[]> {
  return []
}
