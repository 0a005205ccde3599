/** The machine in a Web Worker: MachineFacade through comlink. Callbacks come as comlink proxies. */
import { expose } from 'comlink'
import { Machine } from '../machine.ts'

expose(new Machine((error, program) => console.error(`${program}:`, error)))
