import { describe, expect, it } from 'vitest'
import { CommandError } from '../../framework/errors.ts'
import { loadCompose } from './load-compose.ts'
import { emptyTarget, type Config, type Target } from './model.ts'
import { readTargets, type Resolved } from './resolve.ts'
import { targetJson } from './target.ts'

const target = (name: string, fields: Partial<Target> = {}): Target => ({ ...emptyTarget(name), ...fields })
const config = (): Config => ({
  groups: [
    { name: 'default', description: '', targets: ['web', 'all'] },
    { name: 'all', description: '', targets: ['web', 'db'] },
  ],
  targets: [
    target('base', { args: { A: '1', B: null }, tags: ['base'], labels: { l: '${x}' }, platforms: ['linux/amd64'] }),
    target('web', { inherits: ['base'], args: { B: '2' }, tags: ['web', 'web', ''] }),
    target('db', { network: 'host', output: [{ type: 'local', attrs: {}, destination: 'out' }] }),
    target('linked', { contexts: { base: 'target:base', gone: '' } }),
    target('self', { contexts: { x: 'target:self' } }),
  ],
  variables: [],
})
const read = (names: string[], sets: string[] = [], env: Record<string, string> = {}): Resolved =>
  readTargets(config(), names, sets, (name) => env[name])
const shown = (resolved: Resolved, name: string): object => targetJson(resolved.targets.get(name)!)

describe('readTargets', () => {
  it('expands groups and inherits', () => {
    const resolved = read(['default'])
    expect([...resolved.targets.keys()]).toEqual(['web', 'db'])
    expect(resolved.groups.get('default')!.targets).toEqual(['all', 'web'])
    expect(shown(resolved, 'web')).toEqual({
      context: '.',
      dockerfile: 'Dockerfile',
      args: { A: '1', B: '2' },
      labels: { l: '$${x}' },
      tags: ['web'],
      platforms: ['linux/amd64'],
    })
    expect(shown(resolved, 'db')).toMatchObject({
      entitlements: ['network.host'],
      output: [{ dest: 'out', type: 'local' }],
    })
  })
  it('makes a default group of what is asked for, patterns too', () => {
    expect(read(['web', 'b*']).groups.get('default')!.targets).toEqual(['base', 'web'])
  })
  it('applies --set', () => {
    const sets = [
      '*.args.C=3',
      'web.tags+=more:1',
      'web.platform=a',
      'web.args.ENV',
      'web.output=type=registry',
      'web.no-cache=1',
    ]
    const web = shown(read(['web'], sets, { ENV: 'e' }), 'web')
    expect(web).toMatchObject({ args: { A: '1', B: '2', C: '3', ENV: 'e' }, tags: ['web', 'more:1'], platforms: ['a'] })
    expect(web).toMatchObject({ output: [{ type: 'registry' }], 'no-cache': true })
  })
  it('pushes and loads where that makes sense', () => {
    expect(shown(read(['db'], ['*.push=true', '*.load=true']), 'db')).toMatchObject({ output: [{ type: 'local' }] })
    expect(shown(read(['web'], ['*.push=true', '*.load=true']), 'web')).toMatchObject({
      output: [{ push: 'true', type: 'image' }, { type: 'docker' }],
    })
  })
  it('builds what serves as a context', () => {
    const resolved = read(['linked'])
    expect([...resolved.targets.keys()]).toEqual(['linked', 'base'])
    expect(resolved.targets.get('base')).toMatchObject({ linked: true, output: [{ type: 'cacheonly' }] })
    expect(shown(resolved, 'linked')).toMatchObject({ contexts: { base: 'target:base' } })
  })
  const wrong: [names: string[], sets: string[], message: string][] = [
    [['nosuch'], [], 'failed to find target nosuch'],
    [['n*'], [], 'could not find any target matching "n*"'],
    [['self'], [], 'target self cannot link to itself'],
    [['web'], ['x'], 'invalid override key x, expected target.name'],
    [['web'], ['web.tags'], 'invalid override web.tags, expected target.name=value'],
    [['web'], ['nosuch.tags=x'], "could not find any target matching 'nosuch'"],
    [['web'], ['web.args=x'], 'invalid key web.args, args requires name'],
    [['web'], ['web.labels=x'], 'invalid format for labels, expecting labels.<name>=<value>'],
    [['web'], ['web.color=x'], 'unknown key: color'],
    [['web'], ['web.pull=maybe'], 'invalid value maybe for boolean key pull'],
    [['web'], ['web.output=dest=x,a=b'], 'invalid value for outputs: type is required for output'],
  ]
  it.each(wrong)('%j %j', (names, sets, message) => expect(() => read(names, sets)).toThrow(new CommandError(message)))
})

describe('compose files', () => {
  const env: Record<string, string> = { TAG: '2', X: 'x' }
  const load = (...texts: string[]): Config =>
    loadCompose(
      texts.map((text, i) => ({ name: `compose${i}.yml`, text })),
      (name) => env[name],
    )
  it('makes a target of each service that is built', () => {
    const { targets, groups } = load(
      `services:
  web:
    image: web:\${TAG:-1}
    build:
      context: ./dir
      args: [A=1, X, NONE]
      additional_contexts: { db: "service:my.db" }
      secrets: [token]
      x-bake: { platforms: [linux/amd64], output: type=docker }
  my.db: { build: . , environment: { Q: "1" } }
  redis: { image: redis }
secrets:
  token: { environment: TOKEN }
`,
      'services: { web: { build: { args: { A: "2" }, target: prod } } }',
    )
    expect(groups).toEqual([{ name: 'default', description: '', targets: ['web', 'my_db'] }])
    expect(targetJson(targets[0]!)).toMatchObject({
      context: 'dir',
      contexts: { db: 'target:my_db' },
      tags: ['web:2'],
      target: 'prod',
      secret: [{ id: 'token', env: 'TOKEN' }],
      platforms: ['linux/amd64'],
      output: [{ type: 'docker' }],
    })
  })
  const wrong: [text: string, message: string][] = [
    ['services: { a: { image: "${" } }', 'invalid interpolation format for services.a.image'],
    ['services: { a: { image: "${Y:?is needed}" } }', 'required variable Y is missing a value: is needed'],
    ['volumes: {}', 'empty compose file'],
    ['a: [', 'yaml: '],
  ]
  it.each(wrong)('%j', (text, message) => expect(() => load(text)).toThrow(message))
})
