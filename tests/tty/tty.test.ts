/** Recorded terminal sessions of real Docker, real bash and BusyBox give the same screens, key by key. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replay, type Session } from '../support/tty.ts'

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json') && name !== 'known.json')
/** "session: number of the checkpoint" → why it differs. */
const known = JSON.parse(readFileSync(join(import.meta.dirname, 'known.json'), 'utf8')) as Record<string, string>

it.each(files)('%s', async (name) => {
  const checks = await replay(JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Session)
  const differing = checks.flatMap(({ keys, wanted, got }, index) =>
    wanted === got || `${name}: ${index}` in known ? [] : [{ index, keys, wanted, got }],
  )
  expect(differing).toEqual([])
})
