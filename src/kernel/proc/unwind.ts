/**
 * Thrown through the frames of a program that is over: exit(), exec() or a kill in the middle of a synchronous call. Programs let it pass. Asynchronous
 * calls of a program that is over never settle instead: as after a real SIGKILL nothing of it runs any more, and the collector takes it.
 */
export class Unwind extends Error {
  constructor() {
    super('the program is over')
    this.name = 'Unwind'
  }
}
/** A fresh one each time: a shared promise would keep every frame that waits on it. */
export const never = (): Promise<never> => new Promise<never>(() => {})
