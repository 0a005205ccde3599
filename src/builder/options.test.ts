import { expect, it } from 'vitest'
import { readOptions } from './options.ts'

const query = (values: Record<string, string | string[]>) => {
  const all = (name: string): string[] => [values[name] ?? []].flat()
  return { get: (name: string) => all(name)[0] ?? null, getAll: all, has: (name: string) => name in values }
}
it('reads the query of a build', () => {
  const options = readOptions(
    query({
      t: ['a', 'b:1'],
      buildargs: '{"A":"1","B":null}',
      extrahosts: ['x:1.2.3.4', 'y=::1', 'z:host-gateway'],
      nocache: '1',
      nocachefilter: 'one,two',
      platform: 'linux/x86_64',
    }),
  )
  expect(options.tags).toEqual(['a', 'b:1'])
  expect([...options.buildArgs]).toEqual([['A', '1']])
  expect(options.extraHosts.map(({ ip }) => ip)).toEqual(['1.2.3.4', '::1', '172.17.0.1'])
  expect([options.noCache, options.noCacheFilter]).toEqual([false, ['one', 'two']])
  expect(options.platform).toBeNull()
  expect(options.outputs).toEqual([{ Type: 'moby', Attrs: {} }])
})
it.each([
  [{ platform: 'linux/arm64' }, 'building for linux/arm64 is not simulated yet'],
  [{ platform: 'linux/amd64,linux/arm64' }, 'Multi-platform build is not supported for the docker driver.'],
  [{ outputs: '[{"Type":"oci","Attrs":{}}]' }, 'OCI exporter is not supported for the docker driver.'],
  [{ cacheto: '["type=local,dest=x"]' }, 'Cache export is not supported for the docker driver.'],
  [{ buildargs: '{' }, 'error reading buildargs: invalid JSON'],
  [{ networkmode: 'container:x' }, 'unsupported network mode container:x'],
  [{ extrahosts: 'x' }, 'invalid entry: x'],
  [{ shmsize: '-1' }, 'invalid shmsize: -1'],
])('refuses %o', (values, message) => {
  expect(() => readOptions(query(values as Record<string, string>))).toThrow(message)
})
