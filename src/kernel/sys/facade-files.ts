/** The part of the facade that is about descriptors, terminals and paths. */
import type { DirEntry, Stat, StatFs } from '../../base/abi/files.ts'
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import { decode } from '../../base/bytes.ts'
import type { MountNamespace, MountPoint } from '../proc/types.ts'
import * as vfs from '../vfs/operations.ts'
import * as descriptors from './descriptors.ts'
import { SystemCalls } from './entry.ts'
import { open } from './open.ts'
import * as paths from './paths.ts'
import * as terminals from './terminals.ts'
import * as transfer from './transfer.ts'
import type { Fd, PollRequest } from './types.ts'

export abstract class FileCalls extends SystemCalls {
  // ---- descriptors
  open(path: string, flags: number, mode?: number): Promise<Fd> {
    return this.call((task) => open(task, path, flags, mode))
  }
  close(fd: Fd): void {
    this.enter().fds.close(fd)
  }
  dup(fd: Fd, atLeast?: Fd): Fd {
    return descriptors.dup(this.enter(), fd, atLeast)
  }
  dup2(fd: Fd, to: Fd): Fd {
    return descriptors.dup2(this.enter(), fd, to)
  }
  setCloexec(fd: Fd, on: boolean): void {
    this.enter().fds.setCloexec(fd, on)
  }
  pipe(): [reader: Fd, writer: Fd] {
    return descriptors.pipe(this.enter())
  }
  read(fd: Fd, max?: number): Promise<Uint8Array> {
    return this.call((task) => transfer.read(task, fd, max))
  }
  readAll(fd: Fd): Promise<Uint8Array> {
    return this.call((task) => transfer.readAll(task, fd))
  }
  write(fd: Fd, data: Uint8Array | string): Promise<void> {
    return this.call((task) => transfer.write(task, fd, data))
  }
  pread(fd: Fd, offset: number, length: number): Uint8Array {
    return descriptors.pread(this.enter(), fd, offset, length)
  }
  lseek(fd: Fd, offset: number, whence: 'set' | 'cur' | 'end'): number {
    return this.enter().fds.get(fd).seek(offset, whence)
  }
  ftruncate(fd: Fd, length: number): void {
    descriptors.ftruncate(this.enter(), fd, length)
  }
  fstat(fd: Fd): Stat {
    return this.enter().fds.get(fd).stat()
  }
  setNonblocking(fd: Fd, on: boolean): void {
    descriptors.setNonblocking(this.enter(), fd, on)
  }
  poll(requests: readonly PollRequest[], timeout?: number): Promise<PollRequest[]> {
    return this.call((task) => transfer.poll(task, requests, timeout))
  }
  fds(): Fd[] {
    return this.enter().fds.list()
  }

  // ---- terminals
  isatty(fd: Fd): boolean {
    return terminals.isatty(this.enter(), fd)
  }
  ttyname(fd: Fd): string {
    return `/dev/${terminals.terminalOf(this.enter(), fd).name}`
  }
  tcgetattr(fd: Fd): Termios {
    return terminals.tcgetattr(this.enter(), fd)
  }
  tcsetattr(fd: Fd, termios: Termios): void {
    terminals.tcsetattr(this.enter(), fd, termios)
    this.still()
  }
  winsize(fd: Fd): WindowSize {
    const { rows, cols } = terminals.terminalOf(this.enter(), fd).size
    return { rows, cols }
  }
  setWinsize(fd: Fd, size: WindowSize): void {
    terminals.setWinsize(this.enter(), fd, size)
  }
  tcgetpgrp(fd: Fd): number {
    return terminals.tcgetpgrp(this.enter(), fd)
  }
  tcsetpgrp(fd: Fd, pgid: number): void {
    terminals.tcsetpgrp(this.enter(), fd, pgid)
    this.still()
  }
  tcflush(fd: Fd): void {
    terminals.tcflush(this.enter(), fd)
  }

  // ---- paths
  stat(path: string): Stat {
    return vfs.stat(this.enter(), path)
  }
  lstat(path: string): Stat {
    return vfs.lstat(this.enter(), path)
  }
  access(path: string, mode: number): boolean {
    return paths.access(this.enter(), path, mode)
  }
  readdir(path: string): DirEntry[] {
    return vfs.readdir(this.enter(), path)
  }
  readlink(path: string): string {
    return vfs.readlink(this.enter(), path)
  }
  realpath(path: string): string {
    return vfs.realpath(this.enter(), path)
  }
  mkdir(path: string, mode?: number): void {
    vfs.mkdir(this.enter(), path, mode)
  }
  rmdir(path: string): void {
    vfs.rmdir(this.enter(), path)
  }
  unlink(path: string): void {
    vfs.unlink(this.enter(), path)
  }
  rename(from: string, to: string): void {
    vfs.rename(this.enter(), from, to)
  }
  link(existing: string, path: string): void {
    vfs.link(this.enter(), existing, path)
  }
  symlink(target: string, path: string): void {
    vfs.symlink(this.enter(), target, path)
  }
  mkfifo(path: string, mode?: number): void {
    paths.mkfifo(this.enter(), path, mode)
  }
  mknod(path: string, mode: number, rdev: number): void {
    paths.mknod(this.enter(), path, mode, rdev)
  }
  chmod(path: string, mode: number): void {
    vfs.chmod(this.enter(), path, mode)
  }
  chown(path: string, uid: number, gid: number, options?: { follow?: boolean }): void {
    vfs.chown(this.enter(), path, uid, gid, options)
  }
  utimes(path: string, atime: number, mtime: number, options?: { follow?: boolean; now?: boolean }): void {
    vfs.utimes(this.enter(), path, atime, mtime, options)
  }
  truncate(path: string, length: number): void {
    vfs.truncate(this.enter(), path, length)
  }
  statfs(path: string): StatFs {
    return vfs.statfs(this.enter(), path)
  }
  readFile(path: string): Uint8Array {
    return vfs.readFile(this.enter(), path)
  }
  readText(path: string): string {
    return decode(vfs.readFile(this.enter(), path))
  }
  writeFile(
    path: string,
    data: Uint8Array | string,
    options?: { mode?: number; append?: boolean; exclusive?: boolean },
  ): void {
    vfs.writeFile(this.enter(), path, data, options)
  }
  mounts(): readonly MountPoint[] {
    return this.enter().namespaces.mount.mounts
  }
  mount(source: string, target: string, type: string, options: string): void {
    paths.mount(this.enter(), source, target, type, options)
  }
  umount(target: string): void {
    paths.umount(this.enter(), target)
  }
  mountNamespace(): MountNamespace {
    return this.enter().namespaces.mount
  }
}
