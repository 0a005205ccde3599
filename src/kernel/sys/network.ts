/** Sockets and names (socket(2), getaddrinfo(3)): a thin layer over kernel/net. */
import { SysError } from '../../base/abi/errno.ts'
import type { Task } from '../proc/task.ts'
import type { SocketAddress } from '../net/types.ts'
import type { Fd } from './types.ts'

const absent = (): never => {
  throw new SysError('EAFNOSUPPORT')
}
export function socket(_task: Task, _domain: 'inet' | 'inet6' | 'unix', _type: 'stream' | 'dgram'): Fd {
  return absent()
}
export function bind(task: Task, fd: Fd, _address: SocketAddress | string): void {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export function listen(task: Task, fd: Fd, _backlog?: number): void {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export async function accept(task: Task, fd: Fd): Promise<{ fd: Fd; peer: SocketAddress }> {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export async function connect(task: Task, fd: Fd, _address: SocketAddress | string): Promise<void> {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export async function sendto(task: Task, fd: Fd, _data: Uint8Array, _address: SocketAddress): Promise<void> {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export async function recvfrom(task: Task, fd: Fd): Promise<{ data: Uint8Array; peer: SocketAddress }> {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export function shutdown(task: Task, fd: Fd, _how: 'read' | 'write' | 'both'): void {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export function getsockname(task: Task, fd: Fd): SocketAddress {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export function getpeername(task: Task, fd: Fd): SocketAddress {
  task.fds.get(fd)
  throw new SysError('ENOTSOCK')
}
export async function getaddrinfo(_task: Task, _name: string, _family?: 4 | 6): Promise<string[]> {
  return absent()
}
export async function getnameinfo(_task: Task, _address: string): Promise<string | null> {
  return absent()
}
export async function ping(
  _task: Task,
  _address: string,
  _options?: { timeout?: number; ttl?: number },
): Promise<{ ms: number; ttl: number } | null> {
  return absent()
}
export function neighbours(_task: Task): readonly { address: string; mac: string; device: string }[] {
  return []
}
