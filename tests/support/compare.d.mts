export interface Scenario {
  title: string
  images: string[]
  commands: { script: string[]; output: string[]; status: number }[]
}
export function parseScenario(text: string): Scenario
/** What may differ from run to run in real Docker too, made equal. */
export function normalise(lines: string[], home?: string): string
