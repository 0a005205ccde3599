/** true(1) and false(1). */
import { gnu } from './lib/command.ts'

export const trueProgram = gnu({ help: 'true', short: '', bare: true }, () => 0)
export const falseProgram = gnu({ help: 'false', short: '', bare: true }, () => 1)
