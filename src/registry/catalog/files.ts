/** Loads a layer's listing, and its contents where there are some, when they are asked for. */
import { fileContent } from '../../kernel/vfs/content.ts'
import { readContents, readListing } from './listing.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

interface Text {
  default: string
}
export interface LayerFiles {
  listing: () => Promise<Text>
  /** One or several bundles of contents. */
  contents?: () => Promise<Text | Text[]>
  /** RFC 3339 */
  created: string
  programs?: Readonly<Record<string, string>>
}
export const layerFiles =
  (files: LayerFiles): (() => Promise<readonly LayerEntry[]>) =>
  async () => {
    const [listing, contents] = await Promise.all([files.listing(), files.contents?.()])
    return readListing(listing.default, {
      mtime: Date.parse(files.created),
      contents:
        contents &&
        readContents(
          [contents]
            .flat()
            .map((text) => text.default)
            .join(''),
        ),
      programs: files.programs,
    })
  }

/** A small layer, written out here and now: same notation as a listing file, contents by path. */
export const smallLayer =
  (
    created: string,
    listing: string,
    contents?: Readonly<Record<string, string>>,
  ): (() => Promise<readonly LayerEntry[]>) =>
  () =>
    Promise.resolve(
      readListing(listing, {
        mtime: Date.parse(created),
        contents: contents ? new Map(Object.entries(contents)) : undefined,
      }),
    )

/** Milliseconds of an RFC 3339 time. */
export const epochOf = (created: string): number => Date.parse(created)
/** The entries with these texts in the place of what was there, sorted; hard links stay last. */
export function withTexts(
  entries: readonly LayerEntry[],
  texts: Readonly<Record<string, string>>,
  mtime: number,
): LayerEntry[] {
  const own = Object.entries(texts).map(([path, text]): LayerEntry => ({
    path,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    content: fileContent(text),
  }))
  const late = (entry: LayerEntry): number => Number(entry.type === 'hardlink')
  return [...entries.filter(({ path }) => texts[path] === undefined), ...own].sort(
    (a, b) => late(a) - late(b) || (a.path < b.path ? -1 : 1),
  )
}
