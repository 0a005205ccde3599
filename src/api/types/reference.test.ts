import { describe, expect, it } from 'vitest'
import { canonicalString, familiarString, parseReference, withDefaultTag } from './reference.ts'

describe('image references', () => {
  it.each([
    ['busybox', 'docker.io/library/busybox:latest', 'busybox:latest'],
    ['docker.io/library/nginx:1.22', 'docker.io/library/nginx:1.22', 'nginx:1.22'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['student/web:v1', 'docker.io/student/web:v1', 'student/web:v1'],
    ['localhost/x', 'localhost/x:latest', 'localhost/x:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest', 'localhost:5000/app:latest'],
    ['quay.io/library/short:1', 'quay.io/library/short:1', 'quay.io/library/short:1'],
  ])('%s', (text, canonical, familiar) => {
    const ref = withDefaultTag(parseReference(text))
    expect(canonicalString(ref)).toBe(canonical)
    expect(familiarString(ref)).toBe(familiar)
  })
  it.each([
    ['BusyBox', 'invalid reference format: repository name (library/BusyBox) must be lowercase'],
    ['busybox:', 'invalid reference format'],
    ['busybox::1', 'invalid reference format'],
    ['busybox:bad+tag', 'invalid reference format'],
    ['', 'invalid reference format'],
    ['x@sha256:abc', 'invalid reference format'],
  ])('refuses %s', (text, message) => expect(() => parseReference(text)).toThrow(message))
})
