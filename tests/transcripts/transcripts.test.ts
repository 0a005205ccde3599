/**
 * Recordings of real Docker (copied from the recorder, never made from our own output) must come out of the simulation. A difference that is
 * known and explained is listed in known.json: { "containers/x.t": { "the command": "why" } }; an entry that has come to match fails, too.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseScenario } from '../support/compare.mjs'
import { withInterpreters } from '../support/interpreters.ts'
import { runScenario } from '../support/scenario.ts'

const folder = import.meta.dirname
const known = JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8')) as Record<string, Record<string, string>>
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.t'))
  .sort()

describe('recordings of real Docker', () => {
  beforeAll(withInterpreters, 120_000)
  it('there are recordings', () => {
    expect(files.length).toBeGreaterThanOrEqual(20)
  })
  it.each(files)('%s', async (name) => {
    const results = await runScenario(parseScenario(readFileSync(join(folder, name), 'utf8')))
    const excused = known[relative('.', name)] ?? {}
    const show = (side: { output: string; status: number } | null): string =>
      side ? `${side.output}\n[${side.status}]` : 'nothing came'
    const wanted: Record<string, string> = {}
    const got: Record<string, string> = {}
    for (const { command, expected, actual } of results) {
      const equal = actual !== null && actual.output === expected.output && actual.status === expected.status
      if (equal && command in excused) got[command] = 'matches now: take it out of known.json'
      if (equal || command in excused) continue
      wanted[command] = show(expected)
      got[command] = show(actual)
    }
    expect(got).toEqual(wanted)
  })
})
