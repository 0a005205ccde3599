import { describe, expect, it } from 'vitest'
import { EventClock } from '../base/clock.ts'
import { SeededRng } from '../base/rng.ts'
import { sha256Hex } from './digest.ts'
import { createRegistry } from './index.ts'
import type { RemoteImage } from './types.ts'

const student = { username: 'student', password: 'naru1234' }
const clock = new EventClock(Date.UTC(2026, 10, 24), { macrotask: (fn) => setTimeout(fn) })
const make = (anonymousPulls?: number) => createRegistry({ clock, rng: new SeededRng(1), anonymousPulls })

describe('Docker Hub', () => {
  it('resolves tags and digests to one image', async () => {
    const hub = make()
    const byTag = await hub.resolve('docker.io', 'library/busybox', '1.35', null)
    expect(await hub.resolve('docker.io', 'library/busybox', byTag.digest, null)).toBe(byTag)
    const { digest, json } = await hub.manifest('docker.io', 'library/busybox', '1.35', null)
    expect([digest, byTag.digest]).toEqual(Array(2).fill(`sha256:${sha256Hex(json)}`))
  })
  it('tells unknown tags, repositories, credentials and hosts apart', async () => {
    const hub = make()
    await expect(hub.resolve('docker.io', 'library/nginx', '9.99', null)).rejects.toMatchObject({
      code: 'MANIFEST_UNKNOWN',
    })
    await expect(hub.resolve('docker.io', 'library/nosuch', 'latest', null)).rejects.toMatchObject({ code: 'DENIED' })
    await expect(hub.login('docker.io', { ...student, password: 'wrong' })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    await expect(hub.login('nosuch.example.com', student)).rejects.toThrow(
      'Get "https://nosuch.example.com/v2/": dial tcp: lookup nosuch.example.com on 192.168.65.7:53: no such host',
    )
    await expect(hub.resolve('localhost:5000', 'app', 'latest', null)).rejects.toThrow(
      'Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    )
  })
  it('keeps what the account pushes, for the account only, also through a snapshot', async () => {
    const hub = make()
    const image = await hub.resolve('docker.io', 'library/busybox', 'latest', null)
    const own: RemoteImage = {
      ...image,
      id: 'sha256:' + 'a'.repeat(64),
      digest: '',
      configJson: undefined,
      config: { ...image.config, created: '2026-11-24T00:00:00Z' },
    }
    await expect(hub.push('docker.io', 'student/hello', '1.0', own, null)).rejects.toMatchObject({ code: 'DENIED' })
    await expect(hub.push('docker.io', 'other/hello', '1.0', own, student)).rejects.toMatchObject({ code: 'DENIED' })
    const { digest, size } = await hub.push('docker.io', 'student/hello', '1.0', own, student)
    expect(size).toBe(527)
    await expect(hub.resolve('docker.io', 'student/hello', '1.0', null)).rejects.toMatchObject({ code: 'DENIED' })

    const later = make()
    await later.restore(structuredClone(await hub.state()))
    const back = await later.resolve('docker.io', 'student/hello', '1.0', student)
    expect(back).toMatchObject({ id: own.id, digest })
    expect(await back.layers[0]!.entries()).toEqual(await image.layers[0]!.entries())
  })
  it('gives a pushed image of the catalogue its digest there', async () => {
    const hub = make()
    const image = await hub.resolve('docker.io', 'library/debian', '12', null)
    expect(await hub.push('docker.io', 'student/deb', 'latest', { ...image, digest: '' }, student)).toMatchObject({
      digest: image.digest,
    })
    expect(await hub.mountSource('docker.io', image.layers[0]!.digest, student)).toBe('library/debian')
  })
  it('counts pulls without an account where there is a limit', async () => {
    const hub = make(1)
    await hub.resolve('docker.io', 'library/busybox', 'latest', null)
    await hub.resolve('docker.io', 'library/busybox', 'latest', student)
    await expect(hub.resolve('docker.io', 'library/busybox', 'latest', null)).rejects.toMatchObject({
      code: 'TOOMANYREQUESTS',
    })
  })
})
