/** A stream's end as the kernel's own users hold it: remote hosts, the page's browser. */
import { SysError } from '../../base/abi/errno.ts'
import type { StreamEnd } from './stream.ts'
import type { ByteDuplex } from './types.ts'

function changed(end: StreamEnd): Promise<void> {
  return new Promise((resolve) => {
    const forget = end.queue.add(() => {
      forget()
      resolve()
    })
  })
}

export function duplexOf(end: StreamEnd): ByteDuplex {
  return {
    async read() {
      for (;;) {
        const data = end.read(65536)
        if (data) return data
        await changed(end)
      }
    },
    async write(data) {
      if (end.closed) throw new SysError('EPIPE')
      for (let done = 0; done < data.length;) {
        const taken = end.write(data.subarray(done))
        done += taken
        if (!taken) await changed(end)
      }
    },
    end: () => end.end(),
    destroy: () => end.destroy(),
  }
}
