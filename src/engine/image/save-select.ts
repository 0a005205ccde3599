/** Which images, and with which names, `docker save` writes (moby image/tarexport/save.go parseNames). */
import type { ImageReference } from '../../api/types/index.ts'
import { canonicalString, notFound, parseReference } from '../../api/types/index.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './store.ts'

export interface Selected {
  image: Image
  refs: ImageReference[]
}
/** By name with all its tags, by tag, or by ID. Throws notFound "No such image: x". */
export function selectSaved(ctx: ImageContext, names: readonly string[]): Selected[] {
  const out = new Map<string, Selected>()
  const add = (id: string, ref: ImageReference | null): void => {
    const image = ctx.images.images.get(id)!
    const selected = out.get(id) ?? { image, refs: [] }
    if (ref && !selected.refs.some((other) => canonicalString(other) === canonicalString(ref))) selected.refs.push(ref)
    out.set(id, selected)
  }
  for (const name of names) {
    const ref = nameOf(name)
    const tagged = ref
      ? ctx.images
          .allReferences()
          .filter(({ ref: other }) => other.tag !== null && other.domain === ref.domain && other.path === ref.path)
          .filter(({ ref: other }) => (ref.tag === null && ref.digest === null) || other.tag === ref.tag)
      : []
    if (tagged.length && ref?.digest === null) for (const found of tagged) add(found.id, found.ref)
    else {
      try {
        add(ctx.images.get(name).id, null)
      } catch {
        throw notFound(`No such image: ${name}`)
      }
    }
  }
  return [...out.values()]
}
function nameOf(text: string): ImageReference | null {
  try {
    return parseReference(text)
  } catch {
    return null
  }
}
