/** docker events */
import { systemEvents } from '../../../api/client/index.ts'
import type { EventMessage } from '../../../api/types/index.ts'
import { fromJson } from '../../../base/go/json.ts'
import { formatRfc3339NanoFixed } from '../../../base/go/time.ts'
import { Template, TemplateError } from '../../../base/gotemplate/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing, NO_FILES, NO_SPACE } from '../../framework/complete.ts'
import { CommandError, StatusError } from '../../framework/errors.ts'
import { INSPECT_FORMAT_HELP } from '../../framework/format-help.ts'
import { BASIC_FUNCTIONS } from '../../formatter/functions.ts'
import { EVENT_MESSAGE } from '../../inspect/system-types.ts'
import { goTimestamp } from '../../opts/timestamp.ts'

function time({ time, timeNano }: EventMessage): string {
  const nanos = BigInt(timeNano || 0)
  const total = nanos !== 0n ? nanos : BigInt(time || 0) * 1_000_000_000n
  if (total === 0n) return ''
  return `${formatRfc3339NanoFixed({ seconds: Number(total / 1_000_000_000n), nanos: Number(total % 1_000_000_000n), offset: 0 })} `
}
function pretty(event: EventMessage): string {
  const attributes = Object.entries(event.Actor.Attributes ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
  return `${time(event)}${event.Type} ${event.Action} ${event.Actor.ID}${attributes.length > 0 ? ` (${attributes.join(', ')})` : ''}`
}
function makeTemplate(format: string): Template | null {
  if (format === '') return null
  try {
    const template = Template.parse(format === 'json' ? '{{json .}}' : format, BASIC_FUNCTIONS)
    // Tried on an empty message, so that a field that does not exist is found out at once.
    template.execute({
      t: { kind: 'ptr', name: '*events.Message', elem: EVENT_MESSAGE },
      v: fromJson(EVENT_MESSAGE, {}),
    })
    return template
  } catch (error) {
    if (error instanceof TemplateError) throw new StatusError(`Error parsing format: ${error.message}`, 64)
    throw error
  }
}
const FILTERS = ['container', 'daemon', 'event', 'image', 'label', 'network', 'node', 'scope', 'type', 'volume']
export const events: CommandSpec = {
  use: 'events [OPTIONS]',
  short: 'Get real time events from the server',
  aliasText: 'docker system events, docker events',
  args: noArgs,
  flags: `
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${INSPECT_FORMAT_HELP}
    --since string  Show all events created since timestamp
    --until string  Stream events until this timestamp
  `,
  complete: nothing,
  completeFlags: {
    filter: (_, typed) =>
      typed.includes('=')
        ? { candidates: [], directive: NO_FILES }
        : { candidates: FILTERS.map((name) => `${name}=`), directive: NO_SPACE },
  },
  run: async ({ cli, flags }) => {
    const template = makeTemplate(flags.string('format'))
    const now = cli.sys.now()
    const messages = await systemEvents(cli.client, {
      since: goTimestamp(flags.string('since'), now),
      until: goTimestamp(flags.string('until'), now),
      filters: flags.value('filter'),
    })
    for await (const event of messages) {
      if (!template) {
        await cli.out.line(pretty(event))
        continue
      }
      try {
        await cli.out.line(template.execute({ t: EVENT_MESSAGE, v: fromJson(EVENT_MESSAGE, event) }))
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error
        await cli.out.line('')
        throw new CommandError(error.message)
      }
    }
  },
}
