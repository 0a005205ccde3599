// What completion offers, against what docker's own offers in an engine with a few objects (a recording beside this file).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ApiRequest } from '../../src/api/transport.ts'
import { docker, dockerBuildx } from '../../src/cli/index.ts'
import { json, runProgram } from '../../src/cli/testing/fake-sys.ts'
import { dockerCompose } from '../../src/compose/index.ts'
import type { Program } from '../../src/kernel/sys/types.ts'

interface Case {
  words: string[]
  candidates: string[]
  /** ":4" */
  directive: string
}
const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'completion.json'), 'utf8')) as Case[]
const programs: Record<string, Program> = { buildx: dockerBuildx, compose: dockerCompose }

const CONTAINERS = [
  { Id: 'c1', Names: ['/web'], State: 'running', Image: 'nginx:1.22' },
  { Id: 'c2', Names: ['/idle'], State: 'created', Image: 'busybox:1.35' },
]
const LOG_DRIVERS = 'awslogs fluentd gcplogs gelf journald json-file local splunk syslog'.split(' ')
const engine = ({ path, query }: ApiRequest) => {
  if (path === '/containers/json')
    return json(query.get('all') === '1' ? CONTAINERS : CONTAINERS.filter(({ State }) => State === 'running'))
  if (path === '/networks') return json(['app', 'bridge', 'host', 'none'].map((Name) => ({ Name, Id: Name })))
  if (path === '/volumes') return json({ Volumes: [{ Name: 'data', Driver: 'local' }], Warnings: null })
  if (path === '/images/json')
    return json([
      { Id: 'sha256:a', RepoTags: ['nginx:1.22'] },
      { Id: 'sha256:b', RepoTags: ['busybox:1.35'] },
    ])
  if (path === '/info')
    return json({ Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'null'], Log: LOG_DRIVERS } })
  return undefined
}
/** Names that come from files of a project are for the tests of those that read them. */
const ofProject = ({ words: [plugin, command], candidates }: Case): boolean =>
  (plugin === 'compose' && candidates.some((name) => /^(one|two)=?$/.test(name))) ||
  (plugin === 'buildx' && command === 'bake' && candidates.includes('default'))

describe('completion', () => {
  it.each(cases.filter((one) => !ofProject(one)).map((one) => [one.words.join(' '), one] as const))(
    '%s',
    async (_, { words, candidates, directive }) => {
      const plugin = words.length > 1 ? programs[words[0]!] : undefined
      const { stdout } = await runProgram(plugin ?? docker, ['docker', '__complete', ...words], {
        engine,
        env: { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: 'docker' },
      })
      const lines = stdout.trimEnd().split('\n')
      expect(lines.at(-1)).toBe(directive)
      // Without the plugins, which are not there in this test.
      const wanted = candidates.filter((text) => plugin !== undefined || !/^(buildx|compose|bake)\t/.test(text))
      expect(lines.slice(0, -1).sort()).toEqual(wanted.sort())
    },
  )
})
