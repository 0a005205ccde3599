import { beforeAll, expect, test } from 'vitest'
import { loadMarkdown, parseInline, parseMarkdown, plainText } from './markdown.ts'

beforeAll(loadMarkdown)

test('a run block is commands, one a line, continued by a backslash', () => {
  expect(parseMarkdown('```run\ndocker ps\n\ndocker run \\\n  -d nginx\n```')).toEqual([
    { kind: 'commands', lines: ['docker ps', 'docker run \\\n  -d nginx'] },
  ])
  expect(parseMarkdown('```console\n$ ls\n<b>\n```')).toEqual([
    { kind: 'code', language: 'console', text: '$ ls\n<b>' },
  ])
})

test('HTML stays text, and only http links are links', () => {
  expect(parseMarkdown('<script>alert(1)</script>')).toEqual([
    { kind: 'paragraph', children: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
  ])
  expect(parseInline('a <img src=x onerror=alert(1)> b').every((part) => part.kind === 'text')).toBe(true)
  expect(parseInline('[x](javascript:alert(1))')).toEqual([{ kind: 'text', text: 'x' }])
  expect(parseInline('[x](https://a.b)')).toEqual([
    { kind: 'link', href: 'https://a.b', children: [{ kind: 'text', text: 'x' }] },
  ])
})

test('code spans keep their characters', () => {
  expect(parseInline("`docker ps --format '{{.Names}} <none> &amp;'`")).toEqual([
    { kind: 'code', text: "docker ps --format '{{.Names}} <none> &amp;'" },
  ])
  expect(plainText('**`web`** 컨테이너를 *띄워요*')).toBe('web 컨테이너를 띄워요')
})

test('a Korean particle belongs to the code before it', () => {
  const text = (source: string): string => plainText(source)
  expect(text('`docker run` 은 편리해요')).toBe('docker run은 편리해요')
  expect(text('**`a7`** 는, `b` 로 `c`')).toBe('a7는, b로 c')
  expect(text('`ps -a` 를')).toBe('ps -a를')
  expect(text('`docker ps` 명령과 `x` 이미지')).toBe('docker ps 명령과 x 이미지')
  expect(text('`x` 이미지를')).toBe('x 이미지를')
  expect(text('the `run` command')).toBe('the run command')
})
