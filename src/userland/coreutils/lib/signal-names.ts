/** Short names of signals in procps' order; 29 is POLL there, IO elsewhere. */
import { SIGNALS, signalName, SIGRTMAX, SIGRTMIN } from '../../../base/abi/signals.ts'

export const SIGNAL_NAMES: readonly string[] = Object.keys(SIGNALS).map((name) =>
  name === 'SIGIO' ? 'POLL' : name.slice(3),
)
/** "TERM" of 15, also of 143; the number as text where there is none. */
export function shortName(number: number): string {
  const bare = number > 128 ? number - 128 : number
  const name = signalName(bare)
  if (name) return name === 'SIGIO' ? 'POLL' : name.slice(3)
  if (bare >= SIGRTMIN && bare <= SIGRTMAX)
    return bare === SIGRTMIN ? 'RTMIN' : bare === SIGRTMAX ? 'RTMAX' : `RTMIN+${bare - SIGRTMIN}`
  return String(bare)
}
