/** The files curl writes and reads: -o and -O, file://. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { percentDecode } from '../http/url.ts'
import { CurlError } from './errors.ts'
import type { Settings } from './options.ts'
import type { Sink } from './transfer.ts'
import type { Report } from './write-out.ts'
export class FileSink implements Sink {
  private readonly sys: Sys
  private readonly settings: Settings
  private readonly target: string | null
  private readonly append: boolean
  private fd: Fd | null = null
  private dump: Fd | null = null
  constructor(sys: Sys, settings: Settings, target: string | null, append: boolean) {
    this.sys = sys
    this.settings = settings
    this.target = target
    this.append = append
  }
  private async open(): Promise<Fd> {
    if (this.target === null) return 1
    if (this.fd === null) {
      try {
        this.fd = await this.sys.open(this.target, O_WRONLY | O_CREAT | (this.append ? 0 : O_TRUNC), 0o644)
        if (this.append) this.sys.lseek(this.fd, 0, 'end')
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        if (!this.settings.is('silent'))
          await this.sys.write(2, `Warning: Failed to open the file ${this.target}: ${error.message}\n`)
        throw error
      }
    }
    return this.fd
  }
  async write(data: Uint8Array): Promise<void> {
    await this.sys.write(await this.open(), data)
  }
  async head(data: Uint8Array): Promise<void> {
    const file = this.settings.value('dump-header')
    if (file === undefined) return
    this.dump ??= file === '-' ? 1 : await this.sys.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    await this.sys.write(this.dump, data)
  }
  /** An empty answer makes an empty file. */
  async finish(): Promise<void> {
    if (this.target !== null) await this.open()
  }
  close(): void {
    if (this.fd !== null) this.sys.close(this.fd)
    if (this.dump !== null && this.dump !== 1) this.sys.close(this.dump)
  }
}

export async function readLocal(sys: Sys, path: string, report: Report, sink: Sink): Promise<void> {
  let data: Uint8Array
  try {
    data = sys.readFile(percentDecode(path))
  } catch (error) {
    if (error instanceof SysError) throw new CurlError(37, `Couldn't open file ${percentDecode(path)}`)
    throw error
  }
  report.downloaded = data.length
  report.scheme = 'FILE'
  await sink.write(data)
}
export function makeParents(sys: Sys, path: string): void {
  const parts = path.split('/').slice(0, -1)
  for (let i = 1; i <= parts.length; i++) {
    const dir = parts.slice(0, i).join('/')
    if (dir === '') continue
    try {
      sys.mkdir(dir, 0o750)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}
export function sizeOf(sys: Sys, path: string | null): number {
  if (path === null) return 0
  try {
    return sys.stat(path).size
  } catch (error) {
    if (error instanceof SysError) return 0
    throw error
  }
}
/** "Warning: " lines of at most 79 characters (tool_msgs.c). */
export function wrapWarning(text: string): string {
  const width = 79 - 'Warning: '.length
  let out = ''
  let rest = text
  while (rest.length >= width) {
    let cut = width - 1
    while (cut > 0 && rest[cut] !== ' ') cut--
    if (cut === 0) cut = width - 1
    out += `Warning: ${rest.slice(0, cut + 1)}\n`
    rest = rest.slice(cut + 1)
  }
  return `${out}Warning: ${rest}\n`
}
