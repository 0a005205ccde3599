/** The parts of the classic builder that stand alone; whole builds are in tests/transcripts and ../../engine. */
import { describe, expect, it } from 'vitest'
import { BuildArgs } from './args.ts'
import { quotedHealth, quotedList } from './go-print.ts'
import type { ClassicHost, ImagePast } from './host.ts'
import { ImageCache } from './image-cache.ts'
import { classicOptions } from './options.ts'
import { exposedPorts } from './ports.ts'
import { copyConfig, sameConfig, stageConfig, withComment, withCommentString } from './run-config.ts'
import type { ContainerConfig } from '../../api/types/index.ts'

describe('ARG', () => {
  it('counts only where it is declared; one before FROM gives its value to a stage that names it', () => {
    const all = new BuildArgs({ given: 'g', late: 'l', never: 'n', HTTP_PROXY: 'p' })
    all.addMeta('version', '1')
    expect(all.metaList()).toEqual(['version=1', 'HTTP_PROXY=p'])
    const stage = all.forStage()
    expect(stage.allowedList()).toEqual(['HTTP_PROXY=p'])
    stage.add('version', null)
    stage.add('given', 'default')
    stage.add('plain', 'default')
    stage.add('empty', null)
    expect(stage.allowedList()).toEqual(['version=1', 'given=g', 'plain=default', 'HTTP_PROXY=p'])
    expect(stage.allowedList(['given=of ENV'])).toEqual(['version=1', 'plain=default', 'HTTP_PROXY=p'])
    const next = all.forStage()
    expect(next.allowedList()).toEqual(['HTTP_PROXY=p'])
    next.add('late', null)
    expect(all.unused()).toEqual(['never'])
  })
  it('an argument that is declared stands in the history, a proxy only when it is declared', () => {
    const args = new BuildArgs({ http_proxy: 'x' })
    expect(args.isReferencedOrNotBuiltin('http_proxy')).toBe(false)
    args.add('http_proxy', null)
    expect(args.isReferencedOrNotBuiltin('http_proxy')).toBe(true)
    expect(args.isReferencedOrNotBuiltin('other')).toBe(true)
  })
})
describe('configurations', () => {
  const base = { Env: ['A=1'], Cmd: ['sh'], Labels: { a: 'b' }, WorkingDir: '/w' }
  it('of a stage have a PATH', () => {
    expect(stageConfig({}).Env).toEqual(['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'])
    expect(stageConfig({ Env: ['PATH=/x'] }).Env).toEqual(['PATH=/x'])
  })
  it('of a step say what it does', () => {
    expect(withComment(base, 'CMD ["x"]').Cmd).toEqual(['/bin/sh', '-c', '#(nop) ', 'CMD ["x"]'])
    expect(withCommentString({ Shell: ['/s'] }, 'WORKDIR /x').Cmd).toEqual(['/s', '#(nop) WORKDIR /x'])
    expect(base.Cmd).toEqual(['sh'])
  })
  it('are the same whatever the container and its image are called', () => {
    expect(sameConfig(copyConfig(base, { Hostname: 'x', Image: 'y' }), base)).toBe(true)
    expect(sameConfig({ ...base, Volumes: null, OnBuild: [], Tty: false }, base)).toBe(true)
  })
  const changes: ContainerConfig[] = [
    { Env: ['A=2'] },
    { Env: ['A=1', 'B=1'] },
    { Cmd: null },
    { Labels: { a: 'c' } },
    { Labels: { a: 'b', c: '' } },
    { WorkingDir: '/' },
    { User: 'x' },
    { Volumes: { '/v': {} } },
    { Healthcheck: { Test: ['NONE'] } },
    { StopTimeout: 1 },
  ]
  it.each(changes)('differ by %j', (change) => {
    expect(sameConfig({ ...base, ...change }, base)).toBe(false)
  })
})
describe('the cache', () => {
  const cmd = (text: string): { Cmd: string[] } => ({ Cmd: [text] })
  const step = (createdBy: string): ImagePast['steps'][number] => ({ createdBy, empty: true, key: createdBy })
  const pasts: Record<string, ImagePast> = {
    base: { id: 'base', parent: '', steps: [step('from')], diffIds: ['d0'] },
    one: { id: 'one', parent: 'base', steps: [step('from'), step('a')], diffIds: ['d0'] },
    two: { id: 'two', parent: 'one', steps: [step('from'), step('a'), step('b')], diffIds: ['d0'] },
    pulled: { id: 'pulled', parent: '', steps: [step('from'), step('a'), step('z')], diffIds: ['d0'] },
  }
  const did: string[] = []
  const host = {
    children: (parent: string) =>
      Object.values(pasts)
        .filter((past) => past.parent === parent && past.id !== 'base' && past.id !== 'pulled')
        .map((past) => ({ id: past.id, containerConfig: cmd(past.steps.at(-1)!.createdBy) })),
    history: (name: string) => pasts[name] ?? null,
    adopt: (image: string, parent: string) => did.push(`${image} on ${parent}`),
    restore: (parent: string, target: string, index: number) => {
      did.push(`step ${index} of ${target} on ${parent}`)
      return 'restored'
    },
  } as unknown as ClassicHost
  it('is an image on the one before with the same configuration', () => {
    const cache = new ImageCache(host, [])
    expect(cache.find('base', cmd('a'))).toBe('one')
    expect(cache.find('one', cmd('b'))).toBe('two')
    expect(cache.find('base', cmd('b'))).toBeNull()
  })
  it('with --cache-from is only what a named image came from', () => {
    expect(new ImageCache(host, ['two']).find('base', cmd('a'))).toBe('one')
    expect(new ImageCache(host, ['nosuch']).find('base', cmd('a'))).toBeNull()
    expect(did).toEqual([])
  })
  it('of an image from elsewhere is told by its history', () => {
    const cache = new ImageCache(host, ['pulled'])
    expect(cache.find('base', cmd('nothing'))).toBeNull()
    expect(cache.find('base', cmd('a'))).toBe('restored')
    expect(new ImageCache(host, ['pulled']).find('one', cmd('z'))).toBe('pulled')
    expect(did).toEqual(['step 1 of pulled on base', 'pulled on one'])
  })
})
describe('words', () => {
  it.each([
    ['80', ['80/tcp']],
    ['53/UDP', ['53/udp']],
    ['8000-8002', ['8000/tcp', '8001/tcp', '8002/tcp']],
    ['127.0.0.1:80:8080', ['8080/tcp']],
    ['80/', ['80/tcp']],
  ])('EXPOSE %s', (spec, wanted) => {
    expect(exposedPorts([spec])).toEqual(wanted)
  })
  it.each([
    ['x', 'invalid containerPort: x'],
    ['80/foo', 'invalid proto: foo'],
    ['70000', 'invalid containerPort: 70000'],
    ['', 'invalid port: "": no port specified'],
  ])('EXPOSE "%s" is refused', (spec, message) => {
    expect(() => exposedPorts([spec])).toThrow(message)
  })
  it('print as in Go', () => {
    expect(quotedList(['a b', '"'])).toBe('["a b" "\\""]')
    expect(quotedHealth({ Test: ['CMD-SHELL', 'x'], Interval: 5_000_000_000, Retries: 3 })).toBe(
      `&{["CMD-SHELL" "x"] "5s" "0s" "0s" "0s" '\\x03'}`,
    )
  })
  it('of the query', () => {
    const options = (text: string): ReturnType<typeof classicOptions> => classicOptions(new URLSearchParams(text))
    expect(options('t=a&t=b&q=1&rm=0&buildargs={"A":null,"B":"x"}&shmsize=64')).toMatchObject({
      tags: ['a', 'b'],
      quiet: true,
      remove: false,
      buildArgs: { A: null, B: 'x' },
      shmSize: 64,
    })
    expect(options('')).toMatchObject({ remove: true, dockerfile: '', labels: {} })
    expect(options('rm=0&forcerm=1')).toMatchObject({ remove: true })
    expect(() => options('squash=1')).toThrow('squash is only supported with experimental mode')
    expect(() => options('buildargs=x')).toThrow("error reading build args: invalid character 'x'")
  })
})
