/** A process's descriptors: small integers for open file descriptions. */
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from './description.ts'

export class FdTable {
  private files: (OpenFile | undefined)[] = []
  private cloexec = new Set<number>()

  get(fd: number): OpenFile {
    const file = this.files[fd]
    if (!file) throw new SysError('EBADF')
    return file
  }
  find(fd: number): OpenFile | undefined {
    return this.files[fd]
  }
  /** Puts `file` at the lowest free descriptor and takes over the caller's reference. EMFILE at `limit`; the reference is dropped then. */
  add(file: OpenFile, limit: number, options: { atLeast?: number; cloexec?: boolean } = {}): number {
    let fd = options.atLeast ?? 0
    while (this.files[fd]) fd++
    if (fd >= limit) {
      file.unref()
      throw new SysError(options.atLeast !== undefined && options.atLeast >= limit ? 'EINVAL' : 'EMFILE')
    }
    this.files[fd] = file
    if (options.cloexec) this.cloexec.add(fd)
    return fd
  }
  /** dup2: takes over the caller's reference; what was there is closed. */
  set(fd: number, file: OpenFile, cloexec = false): void {
    const old = this.files[fd]
    this.files[fd] = file
    if (cloexec) this.cloexec.add(fd)
    else this.cloexec.delete(fd)
    old?.unref()
  }
  close(fd: number): void {
    const file = this.get(fd)
    this.files[fd] = undefined
    this.cloexec.delete(fd)
    file.unref()
  }
  setCloexec(fd: number, on: boolean): void {
    this.get(fd)
    if (on) this.cloexec.add(fd)
    else this.cloexec.delete(fd)
  }
  isCloexec(fd: number): boolean {
    return this.cloexec.has(fd)
  }
  /** Open descriptors, ascending. */
  list(): number[] {
    const open: number[] = []
    for (let fd = 0; fd < this.files.length; fd++) if (this.files[fd]) open.push(fd)
    return open
  }
  /** For fork: the same descriptions. */
  clone(): FdTable {
    const copy = new FdTable()
    copy.files = this.files.slice()
    for (const file of copy.files) file?.ref()
    if (this.cloexec.size) copy.cloexec = new Set(this.cloexec)
    return copy
  }
  closeOnExec(): void {
    for (const fd of this.cloexec) {
      this.files[fd]?.unref()
      this.files[fd] = undefined
    }
    this.cloexec.clear()
  }
  closeAll(): void {
    const files = this.files
    this.files = []
    this.cloexec.clear()
    for (const file of files) file?.unref()
  }
}
