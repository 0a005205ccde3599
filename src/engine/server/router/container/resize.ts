/** h and w of a resize, checked as moby does. */
import type { URLSearchParamsLike } from '../../../../api/transport.ts'
import { invalid } from '../../../../api/types/index.ts'

export function invalidSize(query: URLSearchParamsLike): void {
  for (const [name, word] of [
    ['h', 'height'],
    ['w', 'width'],
  ] as const) {
    const text = query.get(name) ?? ''
    if (!/^\d+$/.test(text)) {
      throw invalid(`invalid resize ${word} "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`)
    }
  }
}
