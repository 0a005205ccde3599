/** docker search */
import { imageSearch } from '../../../api/client/index.ts'
import type { ImageSearchItem } from '../../../api/types/index.ts'
import { ellipsis } from '../../../base/go/width.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { isTable, renderList, type Columns } from '../../formatter/format.ts'
import type { Filters } from '../prune.ts'
import { authKey, encodeAuth } from './auth.ts'

const TABLE = 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}'
const columns = (json: boolean): Columns<ImageSearchItem> => ({
  typeName: '*registry.searchContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL' },
  methods: {
    Name: (item) => item.name,
    Description: (item, { trunc }) => {
      const text = item.description.replaceAll('\n', ' ').replaceAll('\r', ' ')
      return trunc ? ellipsis(text, 45) : text
    },
    StarCount: (item) => String(item.star_count),
    IsOfficial: (item) => (json ? String(item.is_official) : item.is_official ? '[OK]' : ''),
  },
})
export const search: CommandSpec = {
  use: 'search [OPTIONS] TERM',
  short: 'Search Docker Hub for images',
  args: exactArgs(1),
  flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  Pretty-print search using a Go template
    --limit int  Max number of search results
    --no-trunc  Don't truncate output
  `,
  run: async ({ cli, flags, args }) => {
    const filters = flags.value<Filters>('filter')
    if (filters['is-automated'])
      await cli.err.line(
        'WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any results in future.',
      )
    const term = args[0]!
    const first = term.split('/')[0]!
    const domain = term.includes('/') && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io'
    const results = await imageSearch(cli.client, term, {
      limit: flags.number('limit'),
      filters,
      auth: encodeAuth(cli.config.auth(authKey(domain)) ?? {}),
    })
    const source = flags.string('format')
    const format = source === '' || source === 'table' ? TABLE : source
    // All of an item as JSON says true and false, a single column [OK].
    const json = !isTable(format) && /^(json|\{\{\s*json\s+\.\s*\}\})$/.test(format)
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, columns(json), results ?? [], context))
  },
}
