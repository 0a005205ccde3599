/** The learner's account on the host, and the environments of login and script shells. */
import type { Credentials } from '../kernel/proc/types.ts'

export const HOME = '/home/student'
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** uid 1000, in the group docker (996). */
export const student: Credentials = { uid: 1000, gid: 1000, groups: [1000, 996] }

export const loginEnv = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  HOME,
  USER: 'student',
  LOGNAME: 'student',
  SHELL: '/bin/bash',
  PATH,
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  ...extra,
})
/** As the recordings' scenarios ran: LC_ALL=C.UTF-8, COLUMNS=200, no terminal. */
export const scriptEnv = (): Record<string, string> => ({
  HOME,
  USER: 'student',
  LOGNAME: 'student',
  SHELL: '/bin/bash',
  PATH,
  LC_ALL: 'C.UTF-8',
  COLUMNS: '200',
})
