/**
 * Which Python an executable is: Debian's in /usr/bin, or one of the official images' in /usr/local/bin. The interpreter is always the same, CPython
 * 3.11; a 3.12 says so and has its folders, but not its grammar.
 */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

export interface Installation {
  /** Same length as 3.11.3. */
  version: string
  /** As in C's __DATE__ and __TIME__. */
  date: string
  time: string
  /** Folder of the standard library. */
  library: string
  /** Where pip puts packages, relative to `library`. */
  packages: 'dist-packages' | 'site-packages'
  pip: string
  /** Path of the interpreter. */
  executable: string
}
const DEBIAN: Installation = {
  version: '3.11.2',
  date: 'Oct  7 2026',
  time: '12:35:07',
  library: '/usr/lib/python3.11',
  packages: 'dist-packages',
  pip: '23.0.1',
  executable: '/usr/bin/python3',
}
const official = (version: string, date: string, time: string, pip: string): Installation => {
  const name = `python${version.slice(0, version.lastIndexOf('.'))}`
  const executable = `/usr/local/bin/${name}`
  return { version, date, time, library: `/usr/local/lib/${name}`, packages: 'site-packages', pip, executable }
}
export const OFFICIAL: readonly Installation[] = [
  official('3.11.9', 'Jul 23 2024', '00:36:41', '24.0'),
  official('3.12.9', 'Feb 24 2025', '22:48:36', '24.3.1'),
]

/** Of the process's executable, a python or a pip. */
export function installationOf(sys: Sys): Installation {
  if (!sys.exe.startsWith('/usr/local/bin/')) return DEBIAN
  return OFFICIAL.find(({ executable }) => sys.exe === executable || isFile(sys, executable)) ?? DEBIAN
}
function isFile(sys: Sys, path: string): boolean {
  try {
    return sys.lstat(path).size > 0
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
