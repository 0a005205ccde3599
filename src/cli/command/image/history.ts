/** docker history */
import { imageHistory } from '../../../api/client/index.ts'
import type { ImageHistoryItem } from '../../../api/types/index.ts'
import { formatRfc3339, instantFromMs } from '../../../base/go/time.ts'
import { humanSizeWithPrecision } from '../../../base/go/units.ts'
import { ellipsis } from '../../../base/go/width.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { ago, truncateId } from '../../formatter/text.ts'
import { platformQuery } from '../../opts/platform.ts'
import { imageNames, platforms } from '../completion.ts'

const TABLE = 'table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}'
const TABLE_PLAIN = 'table {{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}'
/** 2000-01-01: dates before it are not taken seriously. */
const EPOCH = 946684800
const createdAt = (seconds: number): string => formatRfc3339(instantFromMs(seconds * 1000))

const columns = (human: boolean): Columns<ImageHistoryItem> => ({
  typeName: '*image.historyContext',
  headers: {
    ID: 'IMAGE',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  },
  methods: {
    ID: (item, { trunc }) => (trunc ? truncateId(item.Id) : item.Id),
    CreatedAt: (item) => createdAt(item.Created),
    CreatedSince: (item, { now }) =>
      !human ? createdAt(item.Created) : item.Created <= EPOCH ? 'N/A' : ago(item.Created, now),
    CreatedBy: (item, { trunc }) => {
      const text = item.CreatedBy.replaceAll('\t', ' ')
      return trunc ? ellipsis(text, 45) : text
    },
    Size: (item) => (human ? humanSizeWithPrecision(item.Size, 3) : String(item.Size)),
    Comment: (item) => item.Comment,
  },
})
export const history: CommandSpec = {
  use: 'history [OPTIONS] IMAGE',
  short: 'Show the history of an image',
  aliasText: 'docker image history, docker history',
  args: exactArgs(1),
  flags: `
    --format string  ${FORMAT_HELP}
    -H, --human  Print sizes and dates in human readable format (default true)
    --no-trunc  Don't truncate output
    --platform string  Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
    -q, --quiet  Only show image IDs
  `,
  complete: imageNames(1),
  completeFlags: { platform: platforms },
  run: async ({ cli, flags, args }) => {
    const human = flags.bool('human')
    const items = await imageHistory(cli.client, args[0]!, platformQuery(flags.string('platform')))
    const source = flags.string('format') || 'table'
    const format = source === 'table' ? (flags.bool('quiet') ? '{{.ID}}' : human ? TABLE : TABLE_PLAIN) : source
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, columns(human), items, context))
  },
}
