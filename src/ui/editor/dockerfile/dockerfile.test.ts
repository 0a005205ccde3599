/** The editor's knowledge of Dockerfiles: what it offers, what it finds wrong, how it mends that. */
import { expect, test } from 'vitest'
import { Machine } from '../../../machine/machine.ts'
import { applied } from '../problems.ts'
import { complete, type World } from './complete.ts'
import { fixesFor, plainWords } from './fixes.ts'
import { hoverAt, signatureAt } from './hover.ts'
import { allMistakes, missingSources, writtenMistakes } from './mistakes.ts'
import { linesOf, stagesOf, variablesAt } from './text.ts'

const world: World = {
  images: () => Promise.resolve(['busybox:1.35', 'nginx:1.22', 'nginx:latest']),
  local: () => [{ name: 'busybox:1.35', size: 1_270_000, layers: 1 }],
  list: (folder) =>
    Promise.resolve(
      folder === 'src'
        ? [{ name: 'main.c', type: 'file' }]
        : [
            { name: 'src', type: 'dir' },
            { name: 'package.json', type: 'file' },
          ],
    ),
}
/** Labels offered where the | stands. */
async function offered(text: string): Promise<string[]> {
  const before = text.slice(0, text.indexOf('|')).split('\n')
  const items = await complete(text.replace('|', ''), before.length - 1, before.at(-1)!.length, world)
  return items.sort((a, b) => a.order - b.order).map(({ label }) => label)
}

test('instructions, images, stages, flags, files and variables are offered where they belong', async () => {
  expect((await offered('|'))[0]).toBe('FROM')
  expect(await offered('FROM bus|')).toEqual(['busybox:1.35'])
  expect(await offered('FROM nginx:1.22 |')).toEqual(['AS'])
  expect(await offered('FROM nginx AS web\nFROM |')).toContain('web')
  expect(await offered('FROM nginx AS web\nFROM busybox\nCOPY --from=|')).toContain('web')
  expect(await offered('FROM nginx\nCOPY --|')).toEqual([
    '--from',
    '--chown',
    '--chmod',
    '--link',
    '--parents',
    '--exclude',
  ])
  expect(await offered('FROM nginx\nCOPY |')).toEqual(expect.arrayContaining(['.', 'src/', 'package.json']))
  expect(await offered('FROM nginx\nCOPY src/|')).toEqual(['main.c'])
  expect(await offered('FROM nginx\nRUN --mount=type=cache,|')).toEqual(
    expect.arrayContaining(['target', 'id', 'sharing']),
  )
  expect(await offered('FROM nginx\nRUN --mount=type=|')).toContain('secret')
  expect(await offered('ARG TAG=1\nFROM nginx:$|')).toEqual(expect.arrayContaining(['TAG', 'TARGETPLATFORM']))
  expect(await offered('FROM nginx\nENV PORT=80\nEXPOSE $|')).toEqual(['PORT'])
  expect(await offered('FROM nginx\nRUN a \\\n  --|')).toContain('--mount')
  expect(await offered('# syn|\nFROM nginx')).toContain('syntax')
  // Enter after a whole word must be a new line.
  expect(await offered('FROM nginx\nWORKDIR app|')).toEqual([])
})

test('lines, stages and variables of a text', () => {
  const lines = linesOf(
    'ARG V=1\nFROM a:$V AS one # x\nARG V\nENV A="b c" D=e\nRUN x \\\n # c\n y\nRUN <<EOF\nFROM no\nEOF\nFROM one',
  )
  expect(lines.map(({ instruction }) => instruction)).toEqual(['ARG', 'FROM', 'ARG', 'ENV', 'RUN', 'RUN', 'FROM'])
  expect(stagesOf(lines)).toEqual([
    { base: 'a:$V', name: 'one', line: 1 },
    { base: 'one', name: '', line: 10 },
  ])
  expect(variablesAt(lines, 4)).toEqual([
    { name: 'V', kind: 'ARG', value: '1' },
    { name: 'A', kind: 'ENV', value: 'b c' },
    { name: 'D', kind: 'ENV', value: 'e' },
  ])
})

/** Mends everything that has a way out, one after the other. */
async function mended(text: string): Promise<string> {
  const machine = new Machine()
  await machine.boot({ seed: 1, clock: 'events', at: Date.UTC(2026, 10, 24) })
  const images = await machine.imageNames()
  for (let round = 0; round < 20; round++) {
    const mistakes = allMistakes(text, await machine.checkDockerfile(text))
    const fix = mistakes.map((mistake) => fixesFor(text, mistake, images)[0]).find((fix) => fix !== undefined)
    if (!fix) {
      expect(mistakes).toEqual([])
      return text
    }
    text = applied(text, fix)
  }
  throw new Error(`never done: ${text}`)
}

test('quick fixes lead to a Dockerfile without mistakes', async () => {
  expect(
    await mended(
      [
        'FORM httpd:2.5 as Build',
        'MAINTAINER student <a@b.c>',
        'WORKDIR app',
        'ENV GREETING hello world',
        'ENV NAME=x',
        'RUN echo $GREETING \\',
        '',
        '  && true',
        'EXPOSE 8080:80/TCP',
        "CMD ['httpd', '-D', 'FOREGROUND']",
        'FROM busybox',
        'COPY --form=Build /app /app',
        'ARG NAME=1',
        'WORKDIR /$NAMES',
        'CMD echo "a b" c',
      ].join('\n'),
    ),
  ).toBe(
    [
      'FROM httpd:2.4 AS build',
      'LABEL org.opencontainers.image.authors="student <a@b.c>"',
      'WORKDIR /app',
      'ENV GREETING="hello world"',
      'ENV NAME=x',
      'RUN echo $GREETING \\',
      '  && true',
      'EXPOSE 80/tcp',
      'CMD ["httpd", "-D", "FOREGROUND"]',
      'FROM busybox',
      'COPY --from=build /app /app',
      'ARG NAME=1',
      'WORKDIR /$NAME',
      'CMD ["echo", "a b", "c"]',
    ].join('\n'),
  )
})

test('an image that is nowhere, a tag that is not, a file that is not in the build folder', async () => {
  const machine = new Machine()
  await machine.boot({ seed: 1, clock: 'events', at: Date.UTC(2026, 10, 24) })
  const of = async (text: string) => allMistakes(text, await machine.checkDockerfile(text))
  expect((await of('FROM ngnix\n'))[0]).toMatchObject({ code: 'image', tone: 'error', text: 'ngnix' })
  expect((await of('FROM busybox:9\n'))[0]).toMatchObject({ code: 'tag', text: 'busybox:9' })
  expect(await of('FROM busybox:1.35\nCOPY a b\n')).toEqual([])
  const missing = await missingSources('FROM a\nCOPY x ./src/ /\nCOPY --from=b y z\nCOPY ../q /\n', (path) =>
    Promise.resolve(path === 'src'),
  )
  expect(missing.map(({ code, text, place }) => [code, text, place.start])).toEqual([
    ['missing', 'x', { line: 1, character: 5 }],
    ['outside', '../q', { line: 3, character: 5 }],
  ])
})

test('flags that dockerfile-utils does not know yet are no mistakes', () => {
  expect(writtenMistakes('FROM a\nCOPY --link --chmod=755 --parents a /b/\nADD --checksum=sha256:x a /b/\n')).toEqual(
    [],
  )
  expect(writtenMistakes('FROM a\nCOPY --lnik a /b/\n').map(({ code }) => code)).toEqual(['UNKNOWN_FLAG'])
})

test('commands that need no shell become lists of words, others keep their shell', () => {
  expect(plainWords('nginx -g "daemon off;"')).toEqual(['nginx', '-g', 'daemon off;'])
  expect(plainWords('npm start --port=80')).toEqual(['npm', 'start', '--port=80'])
  for (const command of ['echo $HOME', 'a && b', 'A=1 b', 'ls *.c', 'a | b', "echo 'it''s'"])
    expect(plainWords(command), command).toBeNull()
})

test('explanations and forms', () => {
  const text = 'FROM busybox:1.35 AS one\nCOPY --from=one --chmod=755 a b\nENV P=1\nRUN echo $P'
  const at = (row: number, word: string) =>
    hoverAt(text, row, text.split('\n')[row]!.indexOf(word) + 1, world)?.markdown
  expect(at(0, 'FROM')).toContain('바탕이 될 이미지')
  expect(at(0, 'busybox')).toContain('1.27MB')
  expect(at(1, '--chmod')).toContain('권한')
  expect(at(1, 'one')).toContain('busybox:1.35')
  expect(at(3, '$P')).toContain('ENV P = 1')
  expect(signatureAt('FROM a AS b', 0, 11)).toMatchObject({ form: 0, words: 2 })
  expect(signatureAt('CMD ["a", "b"]', 0, 10)?.form).toBe(0)
})
