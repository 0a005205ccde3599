/** Linux x86-64 signals: numbers, default actions (signal(7)) and the texts strsignal(3) gives. */
export type SignalName = keyof typeof SIGNALS
type Action = 'term' | 'core' | 'ign' | 'stop' | 'cont'
export const SIGNALS = {
  SIGHUP: { number: 1, action: 'term', text: 'Hangup' },
  SIGINT: { number: 2, action: 'term', text: 'Interrupt' },
  SIGQUIT: { number: 3, action: 'core', text: 'Quit' },
  SIGILL: { number: 4, action: 'core', text: 'Illegal instruction' },
  SIGTRAP: { number: 5, action: 'core', text: 'Trace/breakpoint trap' },
  SIGABRT: { number: 6, action: 'core', text: 'Aborted' },
  SIGBUS: { number: 7, action: 'core', text: 'Bus error' },
  SIGFPE: { number: 8, action: 'core', text: 'Floating point exception' },
  SIGKILL: { number: 9, action: 'term', text: 'Killed' },
  SIGUSR1: { number: 10, action: 'term', text: 'User defined signal 1' },
  SIGSEGV: { number: 11, action: 'core', text: 'Segmentation fault' },
  SIGUSR2: { number: 12, action: 'term', text: 'User defined signal 2' },
  SIGPIPE: { number: 13, action: 'term', text: 'Broken pipe' },
  SIGALRM: { number: 14, action: 'term', text: 'Alarm clock' },
  SIGTERM: { number: 15, action: 'term', text: 'Terminated' },
  SIGSTKFLT: { number: 16, action: 'term', text: 'Stack fault' },
  SIGCHLD: { number: 17, action: 'ign', text: 'Child exited' },
  SIGCONT: { number: 18, action: 'cont', text: 'Continued' },
  SIGSTOP: { number: 19, action: 'stop', text: 'Stopped (signal)' },
  SIGTSTP: { number: 20, action: 'stop', text: 'Stopped' },
  SIGTTIN: { number: 21, action: 'stop', text: 'Stopped (tty input)' },
  SIGTTOU: { number: 22, action: 'stop', text: 'Stopped (tty output)' },
  SIGURG: { number: 23, action: 'ign', text: 'Urgent I/O condition' },
  SIGXCPU: { number: 24, action: 'core', text: 'CPU time limit exceeded' },
  SIGXFSZ: { number: 25, action: 'core', text: 'File size limit exceeded' },
  SIGVTALRM: { number: 26, action: 'term', text: 'Virtual timer expired' },
  SIGPROF: { number: 27, action: 'term', text: 'Profiling timer expired' },
  SIGWINCH: { number: 28, action: 'ign', text: 'Window changed' },
  SIGIO: { number: 29, action: 'term', text: 'I/O possible' },
  SIGPWR: { number: 30, action: 'term', text: 'Power failure' },
  SIGSYS: { number: 31, action: 'core', text: 'Bad system call' },
} as const satisfies Record<string, { number: number; action: Action; text: string }>
/** Real-time signals have numbers 34 (SIGRTMIN) to 64 (SIGRTMAX) and terminate by default. */
export const SIGRTMIN = 34
export const SIGRTMAX = 64

const BY_NUMBER = new Map<number, SignalName>(
  (Object.keys(SIGNALS) as SignalName[]).map((name) => [SIGNALS[name].number, name]),
)
export const signalName = (number: number): SignalName | undefined => BY_NUMBER.get(number)
/** "TERM", "SIGTERM", "term" or "15" → 15; undefined when unknown. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text)
    return number <= SIGRTMAX ? number : undefined
  }
  const upper = text.toUpperCase()
  const name = (upper.startsWith('SIG') ? upper : `SIG${upper}`) as SignalName
  if (name in SIGNALS) return SIGNALS[name].number
  const realtime = /^SIGRTM(IN|AX)(?:([+-])(\d+))?$/.exec(name)
  if (!realtime) return undefined
  const base = realtime[1] === 'IN' ? SIGRTMIN : SIGRTMAX
  const number = base + (realtime[2] === '-' ? -1 : 1) * Number(realtime[3] ?? 0)
  return number >= SIGRTMIN && number <= SIGRTMAX ? number : undefined
}
/** What a signal does when the process has not said otherwise. */
export function defaultAction(number: number): Action {
  const name = signalName(number)
  return name ? SIGNALS[name].action : 'term'
}
