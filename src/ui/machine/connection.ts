/** One running machine: a facade, how callbacks cross to it, and how it dies. A restart is a new connection. */
import type { MachineFacade } from '../../machine/facade.ts'

export interface MachineConnection {
  readonly facade: MachineFacade
  /** Makes a callback passable to the machine. */
  wrap<T extends object>(callback: T): T
  /** Calls back when the machine dies by itself; `reason` is for the console. */
  onCrash(listener: (reason: unknown) => void): void
  close(): void
}
export type Connect = () => MachineConnection
