/** The columns of docker images: one row a tag (and a digest, when they are shown). */
import type { ImageSummary } from '../../api/types/index.ts'
import { humanSizeWithPrecision } from '../../base/go/units.ts'
import { CommandError } from '../framework/errors.ts'
import { familiarName, parseReference } from '../opts/reference.ts'
import type { Columns } from './format.ts'
import { ago, truncateId, unixTime } from './text.ts'

export interface ImageRow {
  summary: ImageSummary
  repo: string
  tag: string
  digest: string
}
export const IMAGE_TABLE =
  'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}'
export const IMAGE_TABLE_DIGESTS =
  'table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}'

const size = (bytes: number | undefined): string => humanSizeWithPrecision(bytes ?? 0, 3)
export const IMAGE_COLUMNS: Columns<ImageRow> = {
  typeName: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  methods: {
    ID: ({ summary }, { trunc }) => (trunc ? truncateId(summary.Id) : summary.Id),
    Repository: ({ repo }) => repo,
    Tag: ({ tag }) => tag,
    Digest: ({ digest }) => digest,
    CreatedSince: ({ summary }, { now }) => (summary.Created <= 0 ? '' : ago(summary.Created, now)),
    CreatedAt: ({ summary }) => unixTime(summary.Created),
    Size: ({ summary }) => size(summary.Size),
    Containers: ({ summary }) => (summary.Containers === -1 ? 'N/A' : String(summary.Containers)),
    VirtualSize: ({ summary }) => size(summary.Size),
    SharedSize: ({ summary }) => (summary.SharedSize === -1 ? 'N/A' : humanSizeWithPrecision(summary.SharedSize, 4)),
    UniqueSize: ({ summary }) =>
      summary.Size === -1 || summary.SharedSize === -1
        ? 'N/A'
        : humanSizeWithPrecision(summary.Size - summary.SharedSize, 4),
  },
}
function parts(reference: string): { name: string; tag: string | null; digest: string | null } | null {
  try {
    const parsed = parseReference(reference)
    return { name: familiarName(parsed), tag: parsed.tag, digest: parsed.digest }
  } catch (error) {
    if (error instanceof CommandError) return null
    throw error
  }
}
/** Rows of the list: one for each tag, or for each tag and digest where digests are shown; <none> for what has neither. */
export function imageRows(images: readonly ImageSummary[], options: { digests: boolean; format: string }): ImageRow[] {
  const out: ImageRow[] = []
  const needDigest = options.digests || options.format.includes('{{.Digest}}')
  for (const summary of images) {
    const tags = summary.RepoTags ?? []
    const digests = summary.RepoDigests ?? []
    const none =
      tags[0] === '<none>:<none>' && digests[0] === '<none>@<none>' && tags.length === 1 && digests.length === 1
    if ((tags.length === 0 && digests.length === 0) || none) {
      out.push({ summary, repo: '<none>', tag: '<none>', digest: '<none>' })
      continue
    }
    const byRepo = new Map<string, { tags: string[]; digests: string[] }>()
    const repo = (name: string): { tags: string[]; digests: string[] } => {
      const known = byRepo.get(name) ?? { tags: [], digests: [] }
      byRepo.set(name, known)
      return known
    }
    for (const each of tags) {
      const parsed = parts(each)
      if (parsed?.tag) repo(parsed.name).tags.push(parsed.tag)
    }
    for (const each of digests) {
      const parsed = parts(each)
      if (parsed?.digest) repo(parsed.name).digests.push(parsed.digest)
    }
    for (const [name, found] of byRepo) {
      for (const tag of found.tags) {
        const shown = needDigest && found.digests.length > 0 ? found.digests : ['<none>']
        for (const digest of shown) out.push({ summary, repo: name, tag, digest })
      }
    }
    // Digests without a tag come behind.
    for (const [name, found] of byRepo) {
      if (found.tags.length > 0) continue
      const shown = options.digests ? found.digests : ['']
      for (const digest of shown) out.push({ summary, repo: name, tag: '<none>', digest })
    }
  }
  return out
}
