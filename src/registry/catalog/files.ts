/** Loads a layer's listing, and its contents where there are some, when they are asked for. */
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
