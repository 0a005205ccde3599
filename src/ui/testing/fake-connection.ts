/** The fake machine in place of the worker: the development server's stand-in (see fake-machine.ts). */
import type { MachineConnection } from '../machine/connection.ts'
import { FakeMachine } from './fake-machine.ts'

export function connectWorker(): MachineConnection {
  const listeners: ((reason: unknown) => void)[] = []
  const facade = new FakeMachine()
  Object.assign(globalThis, { crashMachine: () => listeners.forEach((listener) => listener('on request')) })
  return {
    facade,
    wrap: (callback) => callback,
    onCrash: (listener) => void listeners.push(listener),
    close: () => undefined,
  }
}
