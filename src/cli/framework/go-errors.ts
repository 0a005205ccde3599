/** How Go words failed system calls: "open x: no such file or directory". */
import { strerror, type Errno, SysError } from '../../base/abi/errno.ts'

/** Go's own texts where they are not glibc's with a small letter. */
const DIFFERENT: Partial<Record<Errno, string>> = {
  EINVAL: 'invalid argument',
  EIO: 'input/output error',
}
export function goErrno(code: Errno): string {
  const text = DIFFERENT[code] ?? strerror(code)
  return text[0]!.toLowerCase() + text.slice(1)
}
/** `what` is the operation and its path: "open /x". */
export const goError = (error: SysError, what = error.path === undefined ? '' : `open ${error.path}`): string =>
  what === '' ? goErrno(error.code) : `${what}: ${goErrno(error.code)}`
