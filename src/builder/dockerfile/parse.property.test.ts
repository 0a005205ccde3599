/** Whatever the text: a Dockerfile or a DockerfileError, and soon. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { envFromList, lexWord } from './lex.ts'
import { parseDockerfile } from './parse.ts'
import { DockerfileError } from './types.ts'

const piece = fc.oneof(
  fc.constantFrom(
    ...(
      'FROM,RUN,COPY,ADD,ENV,ARG,CMD,LABEL,EXPOSE,ONBUILD,HEALTHCHECK,SHELL,VOLUME,MAINTAINER, AS ,<<EOF,<<-"E",' +
      'EOF,E,\\,`,\n,\r\n,\t, ,#,# escape=`,# check=,=,",\',[,],["a"],--from=,--mount=type=,cache,tmpfs,$,{,},${x:-,' +
      '${x/,${x##,*,?,/,:,가,\ufeff,\u2028,\ud83d'
    ).split(','),
  ),
  fc.string({ maxLength: 4 }),
)
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
function onlyDockerfileErrors(step: () => unknown): void {
  try {
    step()
  } catch (error) {
    expect(error).toBeInstanceOf(DockerfileError)
  }
}
it('parses anything', () => {
  fc.assert(
    fc.property(text, (body) => {
      onlyDockerfileErrors(() => parseDockerfile(body))
      onlyDockerfileErrors(() => parseDockerfile(`FROM a\n${body}`))
    }),
    { numRuns: 2000 },
  )
})
it('expands anything', () => {
  const env = envFromList(['x=aXbX', 'E='])
  fc.assert(
    fc.property(text, (word) => onlyDockerfileErrors(() => lexWord(word, env))),
    { numRuns: 2000 },
  )
})
it('is not slow on long runs of one character', () => {
  for (const char of [
    '\\',
    ' ',
    '\r',
    '<',
    '$',
    '{',
    '"',
    '-',
    '=',
    '\t',
    'ONBUILD ',
    '${x:-',
    "'",
    '# ',
    '\\\n',
    '#\n',
  ]) {
    const run = char.repeat(60_000 / char.length)
    for (const start of ['', 'FROM a\nRUN ', 'FROM a\nCOPY --', 'FROM a\nENV a=', '# escape=', 'FROM a\nRUN <<']) {
      const began = performance.now()
      onlyDockerfileErrors(() => parseDockerfile(`${start}${run}x`))
      expect(performance.now() - began).toBeLessThan(2000)
    }
  }
})
