/** ADD and COPY: sources, here-documents as sources, destination, flags. */
import { parseFlags } from './flags.ts'
import { chompHeredoc, heredocOrNull } from './heredoc.ts'
import type { FrontendFeatures } from './arguments.ts'
import type { Node } from './node.ts'
import { DockerfileError, type CopyInstruction } from './types.ts'

function needsTwo(node: Node, name: string): void {
  if (node.args.length < 2)
    throw new DockerfileError(
      `${name} requires at least two arguments, but only one was provided. Destination could not be determined`,
    )
}
export function parseAdd(node: Node): CopyInstruction {
  needsTwo(node, 'ADD')
  const flags = parseFlags(node.flags, {
    chown: 'string',
    chmod: 'string',
    link: 'bool',
    'keep-git-dir': 'bool',
    checksum: 'string',
    unpack: 'bool',
    exclude: 'strings',
  })
  return {
    ...sourcesAndDestination(node, 'ADD'),
    from: '',
    chown: flags.chown ?? '',
    chmod: flags.chmod ?? '',
    link: flags.link ?? false,
    parents: false,
    exclude: flags.exclude,
    keepGitDir: flags['keep-git-dir'],
    checksum: flags.checksum ?? '',
    unpack: flags.unpack,
  }
}
export function parseCopy(node: Node, features: FrontendFeatures): CopyInstruction {
  needsTwo(node, 'COPY')
  const kinds = { chown: 'string', from: 'string', chmod: 'string', link: 'bool', exclude: 'strings' } as const
  const flags = features.parents
    ? parseFlags(node.flags, { parents: 'bool', ...kinds })
    : { parents: false, ...parseFlags(node.flags, kinds) }
  return {
    ...sourcesAndDestination(node, 'COPY'),
    from: flags.from ?? '',
    chown: flags.chown ?? '',
    chmod: flags.chmod ?? '',
    link: flags.link ?? false,
    parents: flags.parents ?? false,
    exclude: flags.exclude,
    keepGitDir: null,
    checksum: '',
    unpack: null,
  }
}
function sourcesAndDestination(node: Node, name: string): Pick<CopyInstruction, 'sources' | 'contents' | 'dest'> {
  const dest = node.args.at(-1)!
  if (heredocOrNull(dest)) throw new DockerfileError(`${name} cannot accept a heredoc as a destination`)
  // Of two here-documents with one name the last is both.
  const contents = new Map(node.heredocs.map((doc) => [doc.name, doc.content]))
  const out: Pick<CopyInstruction, 'sources' | 'contents' | 'dest'> = { sources: [], contents: [], dest }
  for (const source of node.args.slice(0, -1)) {
    const doc = heredocOrNull(source)
    if (!doc) {
      out.sources.push(source)
      continue
    }
    const data = contents.get(doc.name) ?? ''
    out.contents.push({ path: doc.name, data: doc.chomp ? chompHeredoc(data) : data, expand: doc.expand })
  }
  return out
}
