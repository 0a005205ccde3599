import { describe, expect, it } from 'vitest'
import { parseDockerfile } from './parse.ts'
import { DockerfileError, type Dockerfile, type Instruction } from './types.ts'

function failure(text: string): { message: string; lines: number[] } {
  try {
    parseDockerfile(text)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    return { message: error.message, lines: error.location.map((range) => range.start.line) }
  }
  throw new Error('it parsed')
}
const FROM = 'FROM busybox\n'
const commands = (text: string): Instruction[] => parseDockerfile(FROM + text).stages[0]!.commands
function only<K extends Instruction['kind']>(kind: K, text: string): Instruction & { kind: K } {
  const [first, ...more] = commands(text)
  if (first?.kind !== kind || more.length > 0) throw new Error(`not one ${kind}`)
  return first as Instruction & { kind: K }
}
const linesOf = (parsed: { location: { start: { line: number } }[] }): number[] =>
  parsed.location.map((range) => range.start.line)

describe('errors', () => {
  const whole: [text: string, message: string, lines: number[]][] = [
    ['', 'the Dockerfile cannot be empty', []],
    ['\n\n', 'file with no instructions', [2]],
    ['# only\n', 'file with no instructions', [1]],
    ['ARG a=b\n', 'dockerfile contains no stages to build', []],
    ['RUN true\n', 'no build stage in current context', [1]],
    ['# escape=x\nFROM a', "invalid escape token 'x' does not match ` or \\", [0]],
    ['# escape=`\n# escape=`\nFROM a', 'only one escape parser directive can be used', [1]],
    ['# check=skip\nFROM a', 'failed to parse check options: invalid check option "skip"', []],
    ['FROM a\nRUN <<E\nx\n', 'unterminated heredoc', [2, 3]],
    ['FROM a\nENV A\n', 'ENV must have two arguments', [2]],
    ['FROM a\n\nENV A=1 \\\n B', `Syntax error - can't find = in "B". Must be of the form: name=value`, [3, 4]],
    ['FROM a\nCMD ["a", 5]', 'when using JSON array syntax, arrays must be comprised of strings only', [2]],
    [`FROM a\nRUN ${'x'.repeat(70000)}`, 'dockerfile line greater than max allowed size of 65535', [1]],
  ]
  it.each(whole)('%j', (text, message, lines) => expect(failure(text)).toEqual({ message, lines }))

  const instructions: [text: string, message: string][] = [
    ['RUNN x', 'unknown instruction: RUNN (did you mean RUN?)'],
    ['cpoy x y', 'unknown instruction: cpoy (did you mean copy?)'],
    ['INSTALL x', 'unknown instruction: INSTALL'],
    ['"RUN" x', 'unknown instruction: "RUN" (did you mean RUN?)'],
    ['FROM', 'FROM requires either one or three arguments'],
    ['FROM a b', 'FROM requires either one or three arguments'],
    ['FROM a to b', 'FROM requires either one or three arguments'],
    ['FROM a AS 1b', `invalid name for build stage: "1b", name can't start with a number or contain symbols`],
    ['FROM --platfrom=x a', 'unknown flag: --platfrom (did you mean platform?)'],
    ...['ENV', 'LABEL', 'EXPOSE', 'VOLUME', 'ARG', 'ONBUILD', 'HEALTHCHECK'].map((name): [string, string] => [
      name,
      `${name} requires at least one argument`,
    ]),
    ...['USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER'].map((name): [string, string] => [
      name,
      `${name} requires exactly one argument`,
    ]),
    ['ENV =x', 'ENV names can not be blank'],
    ['ARG =x', 'ARG names can not be blank'],
    ['COPY a', 'COPY requires at least two arguments, but only one was provided. Destination could not be determined'],
    ['ADD', 'ADD requires at least two arguments, but only one was provided. Destination could not be determined'],
    ['COPY --form=x a b', 'unknown flag: --form (did you mean from?)'],
    ['COPY --parents a b', 'unknown flag: --parents'],
    ['COPY --from a b', 'missing a value on flag: --from'],
    ['COPY --from=a --from=b c d', 'duplicate flag specified: --from'],
    ['COPY --link=maybe a b', 'expecting boolean value for flag --link, not: maybe'],
    ['COPY a <<E\nE', 'COPY cannot accept a heredoc as a destination'],
    ['SHELL []', 'SHELL requires at least one argument'],
    ['SHELL bash -c', 'SHELL requires the arguments to be in JSON form'],
    ['VOLUME [""]', 'VOLUME specified can not be an empty string'],
    ['ONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
    ['ONBUILD FROM x', "FROM isn't allowed as an ONBUILD trigger"],
    ['HEALTHCHECK NONE x', 'HEALTHCHECK NONE takes no arguments'],
    ['HEALTHCHECK curl x', 'Unknown type "CURL" in HEALTHCHECK (try CMD)'],
    ['HEALTHCHECK CMD', 'Missing command after HEALTHCHECK CMD'],
    ['HEALTHCHECK --interval=5 CMD x', 'time: missing unit in duration "5"'],
    ['HEALTHCHECK --interval=5us CMD x', 'Interval "interval" cannot be less than 1ms'],
    ['HEALTHCHECK --retries=-1 CMD x', '--retries cannot be negative (-1)'],
    ['HEALTHCHECK --retries=x CMD x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['RUN --network=lan x', 'invalid network mode "lan"'],
    ['RUN --security=insecure x', 'unknown flag: --security'],
    ['RUN --mount=from=$x,target=/a y', "'from' doesn't support variable expansion, define alias stage instead"],
    ['RUN --mount=a\\"b y', 'failed to parse csv mounts: parse error on line 1, column 2: bare " in non-quoted-field'],
  ]
  it.each(instructions)('%j', (text, message) =>
    expect(failure(`${FROM}${text}\n`)).toEqual({
      message: `dockerfile parse error on line 2: ${message}`,
      lines: text.includes('\n') ? [2, 3] : [2],
    }),
  )
})

describe('lines', () => {
  it('joins continuations, drops comments and empty lines between them, and knows where all of it was', () => {
    const text = '\ufeff# a comment\r\n\r\nFROM a \\\r\n  AS b\r\nRUN one \\  \n# not part\n\n  && two\\\\\nUSER x'
    const [stage] = parseDockerfile(text).stages
    expect(stage).toMatchObject({ baseName: 'a', name: 'b', source: 'FROM a   AS b' })
    expect(linesOf(stage!)).toEqual([3, 4])
    const [run, user] = stage!.commands
    expect(run!.source).toBe('RUN one   && two\\\\')
    expect(linesOf(run!)).toEqual([5, 6, 7, 8])
    expect(linesOf(user!)).toEqual([9])
  })
  it('takes the escape character of the directive', () => {
    const file = parseDockerfile('# syntax=docker/dockerfile:1 x\n#escape = `\nFROM a\nCOPY c:\\a `\n  d:\\\n')
    expect(file).toMatchObject({ escape: '`', directives: { syntax: 'docker/dockerfile:1 x' } })
    expect(file.stages[0]!.commands[0]).toMatchObject({ copy: { sources: ['c:\\a'], dest: 'd:\\' } })
  })
  it('reads directives only at the start', () => {
    const escapes = ['\n# escape=`\nFROM a', '# hi\n# escape=`\nFROM a', '# foo=1\n# escape=`\nFROM a'].map(
      (text) => parseDockerfile(text).escape,
    )
    expect(escapes).toEqual(['\\', '\\', '\\'])
  })
  it('keeps ARG before the first FROM apart', () => {
    const file = parseDockerfile('# V the version\nARG V=1 W\nFROM a:$V\n# b other\nFROM b AS B\nARG V')
    expect(file.metaArgs[0]!.args).toEqual([
      { key: 'V', value: '1', comment: 'the version' },
      { key: 'W', value: null, comment: '' },
    ])
    expect(file.stages.map(({ baseName, name, comment }) => [baseName, name, comment])).toEqual([
      ['a:$V', '', ''],
      ['b', 'b', 'other'],
    ])
  })
})

describe('instructions', () => {
  it('knows the exec form from what only looks like it', () => {
    const forms = ['["a", "b c"]', "['a']", '["a",]', 'a  b', '[]', '  [ "\\u00e9" ]  '].map(
      (rest) => only('cmd', `CMD ${rest}`).command,
    )
    expect(forms).toEqual([
      { prependShell: false, words: ['a', 'b c'] },
      { prependShell: true, words: ["['a']"] },
      { prependShell: true, words: ['["a",]'] },
      { prependShell: true, words: ['a  b'] },
      { prependShell: false, words: [] },
      { prependShell: false, words: ['é'] },
    ])
  })
  it('reads pairs in both forms and keeps their quotes', () => {
    expect(only('env', `ENV A=1 B="x y" C=a\\ b D='q'`).pairs.map(({ key, value }) => [key, value])).toEqual([
      ['A', '1'],
      ['B', '"x y"'],
      ['C', 'a\\ b'],
      ['D', "'q'"],
    ])
    expect(only('label', 'LABEL  a   b = c').pairs).toEqual([{ key: 'a', value: 'b = c', noDelim: true }])
  })
  it('takes here-documents of RUN', () => {
    const run = only('run', `RUN <<A cat 3<<-'B'\n$x\nA\n\ty\n\tB\n`)
    expect(run.command).toEqual({ prependShell: true, words: ["<<A cat 3<<-'B'"] })
    expect(run.heredocs).toEqual([
      { name: 'A', fd: 0, expand: true, chomp: false, content: '$x\n' },
      { name: 'B', fd: 3, expand: false, chomp: true, content: '\ty\n' },
    ])
    expect(linesOf(run)).toEqual([2, 3, 4, 5, 6])
  })
  it('takes here-documents as sources of COPY and ADD, and of ONBUILD', () => {
    expect(only('copy', 'COPY <<-a.txt b "<<c" /d/\n\tx\na.txt').copy).toMatchObject({
      sources: ['b', '"<<c"'],
      contents: [{ path: 'a.txt', data: 'x\n', expand: true }],
      dest: '/d/',
    })
    expect(only('onbuild', 'ONBUILD RUN <<E\nx\nE').expression).toBe('RUN <<E\nx\nE')
  })
  it('reads the flags of ADD and COPY', () => {
    const copy = only('copy', 'COPY --from=a --chown=1:2 --chmod=0644 --link --exclude=*.a --exclude=b ["x y", "z"]')
    expect(copy.copy).toMatchObject({ from: 'a', chown: '1:2', chmod: '0644', link: true, exclude: ['*.a', 'b'] })
    expect(copy.copy).toMatchObject({ sources: ['x y'], dest: 'z' })
    const add = only('add', 'ADD --checksum=sha256:1 --keep-git-dir=false --unpack --link=FALSE http://a/b /c')
    expect(add.copy).toMatchObject({ checksum: 'sha256:1', keepGitDir: false, unpack: true, link: false })
  })
  it('has COPY --parents and RUN --security where the front end has them', () => {
    const features = { parents: true, security: true }
    const parsed = parseDockerfile(`${FROM}COPY --parents a b\nRUN --security=insecure x`, { features })
    expect(parsed.stages[0]!.commands).toMatchObject([{ copy: { parents: true } }, { flags: { security: 'insecure' } }])
  })
  it('reads mounts, variables left in', () => {
    const run = only('run', 'RUN --mount=type=cache,id=x,target=$d,sharing=locked --mount=type=secret,id=s,env=S make')
    expect(run.flags.mounts).toMatchObject([
      { type: 'cache', cacheId: 'x', target: '$d', sharing: 'locked', readOnly: false },
      { type: 'secret', cacheId: 's', env: 'S', readOnly: true },
    ])
  })
  it('reads health checks', () => {
    expect(only('healthcheck', 'HEALTHCHECK --interval=1m30s --retries=3 CMD curl -f x').health).toEqual({
      test: ['CMD-SHELL', 'curl -f x'],
      interval: 90e9,
      timeout: 0,
      startPeriod: 0,
      startInterval: 0,
      retries: 3,
    })
    expect(only('healthcheck', 'HEALTHCHECK CMD ["a"]').health.test).toEqual(['CMD', 'a'])
    expect(only('healthcheck', 'HEALTHCHECK none').health.test).toEqual(['NONE'])
  })
  it('sorts ports', () => expect(only('expose', 'EXPOSE 80 443 8080/udp').ports).toEqual(['443', '80', '8080/udp']))
})

describe('findings', () => {
  const rules = (file: Dockerfile): [string, number][] =>
    file.findings.map((finding) => [finding.rule, finding.location[0]!.start.line])
  const text = 'from a as Base\nFROM b As c\nFROM c AS c\nMAINTAINER x\nRUN a \\\n\n b\nFROM d AS context'
  it('names each rule and its line', () => {
    expect(rules(parseDockerfile(text))).toEqual([
      ['NoEmptyContinuation', 7],
      ['StageNameCasing', 1],
      ['FromAsCasing', 2],
      ['MaintainerDeprecated', 4],
      ['DuplicateStageName', 3],
      ['ReservedStageName', 8],
      ['ConsistentInstructionCasing', 1],
    ])
  })
  it('leaves out what is skipped', () => {
    const skip = (check: string): string[] => rules(parseDockerfile(`# check=${check}\n${text}`)).map(([rule]) => rule)
    expect(skip('skip=all')).toEqual([])
    expect(skip('skip=StageNameCasing,FromAsCasing;error=true')).not.toContain('StageNameCasing')
  })
  it('looks at descriptions only when asked', () => {
    const described = '# nothing of the sort\nFROM a AS b\n# C is c\nARG C\n# d\nARG E F'
    expect(parseDockerfile(described).findings).toEqual([])
    expect(parseDockerfile(`# check=experimental=all\n${described}`).findings.map(({ detail }) => detail)).toEqual([
      'Comment for FROM should follow the format: `# b <description>`',
      'Comment for ARG should follow the format: `# <arg_key> <description>`',
    ])
  })
})
