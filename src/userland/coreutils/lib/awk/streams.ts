/** Files and commands that an awk program reads and writes, by name. */
import { strerror, SysError } from '../../../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../../../../base/abi/files.ts'
import { exitCode } from '../../../../kernel/proc/types.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { isError, tryAsync } from '../command.ts'
import type { Command } from '../command.ts'
import { Out } from '../io.ts'
import { binaryToText } from '../text.ts'
import { waitFor } from '../which.ts'
import { RecordReader } from './records.ts'

interface Writer {
  out: Out
  fd: number
  pid: number | undefined
}
interface Reader {
  records: RecordReader
  fd: number
  pid: number | undefined
}
export class Streams {
  private readonly command: Command
  private readonly sys: Sys
  private readonly writers = new Map<string, Writer>()
  private readonly readers = new Map<string, Reader>()
  constructor(command: Command) {
    this.command = command
    this.sys = command.sys
  }
  /** The output behind `> name`, `>> name` or `| name`; a SysError when it cannot be opened. */
  async writer(kind: '>' | '>>' | '|', name: string): Promise<Out | SysError> {
    const known = this.writers.get(name)
    if (known) return known.out
    const path = binaryToText(name)
    if (kind !== '|' && (path === '/dev/stdout' || path === '-')) return this.command.out
    if (kind === '|') {
      await this.flush()
      const [reader, writer] = this.sys.pipe()
      this.sys.setCloexec(writer, true)
      const pid = await this.sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', path], fds: new Map([[0, reader]]) })
      this.sys.close(reader)
      const out = new Out(this.sys, writer)
      this.writers.set(name, { out, fd: writer, pid })
      return out
    }
    const fd = await tryAsync(() =>
      this.sys.open(path, O_WRONLY | O_CREAT | (kind === '>' ? O_TRUNC : O_APPEND), 0o666),
    )
    if (isError(fd)) return fd
    this.sys.setCloexec(fd, true)
    const out = new Out(this.sys, fd)
    if (path === '/dev/stderr') out.lineBuffered(true)
    this.writers.set(name, { out, fd, pid: undefined })
    return out
  }
  async reader(kind: 'file' | 'command', name: string): Promise<RecordReader | SysError> {
    const known = this.readers.get(name)
    if (known) return known.records
    const path = binaryToText(name)
    let fd: number | SysError
    let pid: number | undefined
    if (kind === 'command') {
      await this.flush()
      const [reader, writer] = this.sys.pipe()
      this.sys.setCloexec(reader, true)
      pid = await this.sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', path], fds: new Map([[1, writer]]) })
      this.sys.close(writer)
      fd = reader
    } else {
      fd = path === '-' || path === '/dev/stdin' ? 0 : await tryAsync(() => this.sys.open(path, O_RDONLY))
      if (isError(fd)) return fd
      if (fd) this.sys.setCloexec(fd, true)
    }
    const records = new RecordReader(this.sys, fd)
    this.readers.set(name, { records, fd, pid })
    return records
  }
  /** Everything written so far leaves the buffers. */
  async flush(name?: string): Promise<boolean> {
    if (name !== undefined) {
      const writer = this.writers.get(name)
      await writer?.out.flush()
      return writer !== undefined
    }
    await this.command.out.flush()
    for (const writer of this.writers.values()) await writer.out.flush()
    return true
  }
  /** close(): the status of a command, 0 of a file, -1 of what was not open. */
  async close(name: string): Promise<number> {
    let result = -1
    const writer = this.writers.get(name)
    if (writer) {
      this.writers.delete(name)
      await writer.out.flush()
      this.sys.close(writer.fd)
      result = writer.pid === undefined ? 0 : exitCode(await waitFor(this.sys, writer.pid))
    }
    const reader = this.readers.get(name)
    if (reader) {
      this.readers.delete(name)
      if (reader.fd) this.sys.close(reader.fd)
      result = reader.pid === undefined ? 0 : exitCode(await waitFor(this.sys, reader.pid))
    }
    return result
  }
  async closeAll(): Promise<void> {
    await this.command.out.flush()
    for (const name of [...this.writers.keys(), ...this.readers.keys()]) {
      const done = await tryAsync(() => this.close(name))
      if (isError(done) && done.code !== 'EPIPE') await this.command.warn(strerror(done.code))
    }
  }
  async system(text: string): Promise<number> {
    await this.flush()
    const started = await tryAsync(() => this.sys.spawn({ path: '/bin/sh', argv: ['sh', '-c', binaryToText(text)] }))
    if (isError(started)) return 127
    return exitCode(await waitFor(this.sys, started))
  }
}
