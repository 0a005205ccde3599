/** The kernel's own hold on descriptions: byte streams between processes and the engine. They wait without being processes. */
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from './description.ts'

const READ_MAX = 65536

const changed = (file: OpenFile): Promise<void> =>
  new Promise((resolve) => {
    if (!file.queue) return resolve()
    const remove = file.queue.add(() => {
      remove()
      resolve()
    })
  })

/** Ends at the end of the file; drops the reference when it ends or its consumer stops. */
export async function* readStream(file: OpenFile): AsyncIterable<Uint8Array> {
  try {
    for (;;) {
      const data = file.read(READ_MAX)
      if (data === null) await changed(file)
      else if (data.length) yield data
      else return
    }
  } finally {
    file.unref()
  }
}

/** write() resolves when everything was taken; rejects with EPIPE when nobody reads any more. close() drops the reference. */
export function writeStream(file: OpenFile): { write(data: Uint8Array): Promise<void>; close(): void } {
  let closed = false
  return {
    async write(data) {
      let rest = data
      while (rest.length) {
        if (closed) throw new SysError('EPIPE')
        const count = file.write(rest)
        rest = rest.subarray(count)
        if (!count) await changed(file)
      }
    },
    close() {
      if (closed) return
      closed = true
      file.unref()
    },
  }
}
