/** The part of the machine that checks look at: its state, never the typed text. */
import type { MachineFacade } from '../../machine/facade.ts'

export type CheckedMachine = Pick<MachineFacade, 'engine' | 'readFile' | 'http' | 'now' | 'processes'>

/** What a check is given beside its arguments. */
export interface CheckContext {
  machine: CheckedMachine
  lang: 'ko' | 'en'
  /** Milliseconds since the epoch: events before it belong to another time. */
  since: number
}
/** `ko` or `en`, whichever the context asks for. */
export const say = (context: CheckContext, ko: string, en: string): string => (context.lang === 'ko' ? ko : en)
