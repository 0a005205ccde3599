/** gzip → bytes; null when it is none. */
import { gunzipSync } from 'fflate'

export function gunzip(data: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(data)
  } catch {
    return null
  }
}
