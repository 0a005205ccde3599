/** The docker command as a program. */
export { docker } from './docker.ts'
