/** Sockets (socket(2), bind(2), connect(2) …): a thin layer over kernel/net, whose sockets never block. */
import { O_NONBLOCK, S_IFSOCK, W_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Socket, SocketAddress, SocketOptions, UnixSocket } from '../net/types.ts'
import type { Task } from '../proc/task.ts'
import * as operations from '../vfs/operations.ts'
import { demand } from '../vfs/permission.ts'
import { resolve } from '../vfs/walk.ts'
import { block, blockOnFile, sleepUntil } from './blocking.ts'
import type { Fd } from './types.ts'

export const isSocket = (value: object): value is Socket => 'socketType' in value
const isUnix = (socket: Socket): socket is UnixSocket => socket.domain === 'unix'

/** ENOTSOCK. */
function socketOf(task: Task, fd: Fd): Socket {
  const file = task.fds.get(fd)
  if (!isSocket(file)) throw new SysError('ENOTSOCK')
  return file
}
const optionsFor = (task: Task): SocketOptions => ({
  pid: task.pid.numberIn(task.pid.ns),
  uid: task.ids.euid,
  inode: task.system.nextInode(),
})
const install = (task: Task, socket: Socket): Fd => task.fds.add(socket, task.rlimits.soft('nofile'))

export function socket(
  task: Task,
  domain: 'inet' | 'inet6' | 'unix',
  type: 'stream' | 'dgram',
  chosen: { v6only?: boolean } = {},
): Fd {
  const { net } = task.system
  const options = { ...optionsFor(task), ...chosen }
  return install(
    task,
    domain === 'unix' ? net.unixSocket(type, options) : net.socket(task.namespaces.net, domain, type, options),
  )
}

export function bind(task: Task, fd: Fd, address: SocketAddress | string): void {
  const socket = socketOf(task, fd)
  if (typeof address === 'string') {
    if (!isUnix(socket)) throw new SysError('EAFNOSUPPORT')
    return bindPath(task, socket, address)
  }
  if (isUnix(socket)) throw new SysError('EINVAL')
  // Docker sets net.ipv4.ip_unprivileged_port_start=0 in containers.
  const onHost = task.namespaces.net === task.system.net.host
  if (onHost && address.port > 0 && address.port < 1024 && task.ids.euid !== 0) throw new SysError('EACCES')
  socket.bind(address)
}
function bindPath(task: Task, socket: UnixSocket, path: string): void {
  try {
    const { inode } = operations.mknod(task, path, S_IFSOCK | 0o777)
    inode.attachment(() => socket)
  } catch (error) {
    if (error instanceof SysError && error.code === 'EEXIST') throw new SysError('EADDRINUSE', path)
    throw error
  }
  socket.bindPath(path)
}
export function listen(task: Task, fd: Fd, backlog = 128): void {
  socketOf(task, fd).listen(backlog)
}
export async function accept(task: Task, fd: Fd): Promise<{ fd: Fd; peer: SocketAddress }> {
  const listener = socketOf(task, fd)
  const { socket, peer } = await blockOnFile(task, listener, () => listener.accept(optionsFor(task)))
  return { fd: install(task, socket), peer }
}

export async function connect(task: Task, fd: Fd, address: SocketAddress | string): Promise<void> {
  const socket = socketOf(task, fd)
  if (typeof address === 'string') {
    if (!isUnix(socket)) throw new SysError('EAFNOSUPPORT')
    const listener = listenerAt(task, address)
    await block(task, [listener.queue], () => socket.connectTo(listener) || null, { nonblocking: socket.nonblocking })
    return
  }
  if (isUnix(socket)) throw new SysError('EINVAL')
  if (socket.connect(address)) return
  if (socket.flags & O_NONBLOCK) throw new SysError('EINPROGRESS')
  await block(task, [socket.queue], () => !socket.connecting || null)
  socket.finishConnect()
}
function listenerAt(task: Task, path: string): UnixSocket {
  const { inode } = resolve(task, path)
  demand(inode.stat(), task.credentials, W_OK, path)
  const listener = inode.type === S_IFSOCK ? inode.attached() : undefined
  if (!listener || !isSocket(listener) || !isUnix(listener)) throw new SysError('ECONNREFUSED', path)
  return listener
}

export async function sendto(task: Task, fd: Fd, data: Uint8Array, address: SocketAddress): Promise<void> {
  const socket = socketOf(task, fd)
  await blockOnFile(task, socket, () => socket.sendTo(data, address) || null)
}
export function recvfrom(task: Task, fd: Fd): Promise<{ data: Uint8Array; peer: SocketAddress }> {
  const socket = socketOf(task, fd)
  return blockOnFile(task, socket, () => socket.receiveFrom())
}
export function shutdown(task: Task, fd: Fd, how: 'read' | 'write' | 'both'): void {
  socketOf(task, fd).shutdown(how)
}
export function getsockname(task: Task, fd: Fd): SocketAddress {
  return socketOf(task, fd).local
}
export function getpeername(task: Task, fd: Fd): SocketAddress {
  const { peer } = socketOf(task, fd)
  if (!peer) throw new SysError('ENOTCONN')
  return peer
}

/** How long ping waits for an answer that does not come, in ms. */
const PING_TIMEOUT = 10_000

export async function ping(
  task: Task,
  address: string,
  options: { timeout?: number; ttl?: number } = {},
): Promise<{ ms: number; ttl: number; from?: string; expired?: boolean } | null> {
  const { clock, net } = task.system
  const start = clock.now()
  const timeout = options.timeout ?? PING_TIMEOUT
  const result = net.probe(task.namespaces.net, address, { ttl: options.ttl })
  const after = result.kind === 'silent' ? timeout : Math.min(result.ms, timeout)
  await sleepUntil(task, start + after)
  if (result.kind === 'silent' || result.ms > timeout) return null
  if (result.kind === 'error') throw new SysError(result.code)
  if (result.kind === 'reply') return { ms: result.ms, ttl: result.ttl, from: result.from }
  // Time to live exceeded: only who asked for a small one (traceroute) can make sense of it.
  return options.ttl === undefined ? null : { ms: result.ms, ttl: 0, from: result.from, expired: true }
}
