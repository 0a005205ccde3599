/** docker images, docker image ls */
import { imageList } from '../../../api/client/index.ts'
import { maxArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList } from '../../formatter/format.ts'
import { IMAGE_COLUMNS, IMAGE_TABLE, IMAGE_TABLE_DIGESTS, imageRows } from '../../formatter/image.ts'
import type { Filters } from '../prune.ts'

function finalFormat(source: string, quiet: boolean, digests: boolean): string {
  if (source === 'table') return quiet ? '{{.ID}}' : digests ? IMAGE_TABLE_DIGESTS : IMAGE_TABLE
  if (source === 'raw') {
    if (quiet) return 'image_id: {{.ID}}'
    return `repository: {{ .Repository }}
tag: {{.Tag}}
${digests ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}
created_at: {{.CreatedAt}}
virtual_size: {{.Size}}
`
  }
  const table = source.startsWith('table')
  return table && quiet
    ? '{{.ID}}'
    : table && digests && !source.includes('{{.Digest}}')
      ? `${source}\t{{.Digest}}`
      : source
}
/** Names of verbs that people take for arguments of `docker images`. */
const VERBS = [
  'build',
  'history',
  'import',
  'inspect',
  'list',
  'load',
  'ls',
  'prune',
  'pull',
  'push',
  'rm',
  'save',
  'tag',
]

export const images: CommandSpec = {
  use: 'images [OPTIONS] [REPOSITORY[:TAG]]',
  short: 'List images',
  aliasText: 'docker image ls, docker image list, docker images',
  args: maxArgs(1),
  flags: `
    -a, --all  Show all images (default hides intermediate images)
    --digests  Show digests
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    --no-trunc  Don't truncate output
    -q, --quiet  Only show image IDs
    --tree  List multi-platform images as a tree (EXPERIMENTAL)
  `,
  run: async ({ cli, command, flags, args }) => {
    const filters = flags.value<Filters>('filter')
    const match = args[0] ?? ''
    if (match !== '') (filters.reference ??= {})[match] = true
    const quiet = flags.bool('quiet')
    const digests = flags.bool('digests')
    if (flags.bool('tree')) throw new CommandError('docker images: --tree is not simulated yet')
    const found = await imageList(cli.client, { all: flags.bool('all'), filters })
    const configured = quiet ? '' : (cli.config.data.imagesFormat ?? '')
    const format = finalFormat(flags.string('format') || configured || 'table', quiet, digests)
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, IMAGE_COLUMNS, imageRows(found, { digests, format }), context))
    if (match !== '' && found.length === 0 && command.name === 'images' && VERBS.includes(match))
      await cli.err.write(`\nNo images found matching "${match}": did you mean "docker image ${match}"?\n`)
  },
}
export const imageLs: CommandSpec = { ...images, use: 'ls [OPTIONS] [REPOSITORY[:TAG]]', aliases: ['list'] }
