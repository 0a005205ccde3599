/** Whatever stands in a script: the shell ends, with a status, and nothing but its own errors comes out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootShells, runShell } from './testing/machine.ts'

const PIECES = [
  ...['echo', 'x=1', 'a=(1 2 3)', '"$x"', '${a[@]}', '${x:-d}', '${#a[@]}', '$((x+1))', '((x++))', 'f() { echo in; }'],
  ...['f', 'for i in 1 2; do', 'done', 'while false; do', '{', '}', '(', ')', ';', '&', '&&', '||', '|', '\n', 'cat'],
  ...['cat <<E\nhi $x\nE\n', '> out', '< out', '2>&1', '>&-', '<&-', 'read x', 'exec 3>f', 'trap "echo T" EXIT'],
  ...['set -e', 'set -u', 'set -x', 'eval', '"echo ev"', 'local y=2', 'declare -A m=([k]=v)', 'unset x', 'shift', '$@'],
  ...['${x/1/2}', '${x%1}', '${!x}', '[[ $x == 1 ]]', '[ -f out ]', 'kill $!', 'wait', 'jobs', 'true', 'false', '!'],
  ...['return 2', 'exit 3', 'break', 'continue', 'cd /', 'printf "%s\\n"', '$(echo sub)', '`echo bq`', '<(echo p)'],
  ...[
    '{1..3}',
    '*',
    '~',
    'nosuch',
    '. ./out',
    'case $x in 1) echo one;; esac',
    'time',
    'export x',
    'readonly r=1',
    'r=2',
  ],
  ...['alias e=echo', 'e', 'getopts ab o', 'type f', 'let x=x*2', 'sleep 0.1', 'exec', 'command', '$((1/0))', '${z?}'],
  ...[
    'kill -9 $$',
    'kill -TERM $BASHPID',
    'if',
    'then',
    'fi',
    'do',
    '"',
    "'",
    '`',
    '$(',
    '${',
    '\\',
    '[[',
    ']]',
    '$((',
    '<<',
  ],
]
const scripts = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(' '))

describe.each(['bash', 'dash', 'ash'] as const)('%s', (shell) => {
  it('ends with a status on any arrangement of words', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, fc.boolean(), async (script, piped) => {
        const machine = bootShells()
        const run = piped
          ? runShell(shell, [], { stdin: script }, machine)
          : runShell(shell, ['-c', script], { stdin: 'line\n' }, machine)
        const { status } = await run
        expect(status).toBeGreaterThanOrEqual(0)
        expect(machine.bugs).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
  it('ends with a status on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (script) => {
        const machine = bootShells()
        await runShell(shell, ['-c', script], {}, machine)
        expect(machine.bugs).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

it('dies of its own recursion as the real one does', async () => {
  expect(await runShell('bash', ['-c', 'f() { f; }; f'])).toMatchObject({ status: 139 })
  expect(await runShell('dash', ['-c', 'f() { f; }; f'])).toEqual({
    output: 'dash: 1: Maximum function recursion depth (1000) reached\n',
    status: 2,
  })
})
it('survives deep nesting', async () => {
  const machine = bootShells()
  const deep = `${'if true; then '.repeat(5000)}echo; ${'fi; '.repeat(5000)}`
  expect((await runShell('bash', ['-c', deep], {}, machine)).status).toBeGreaterThan(0)
  expect(machine.bugs).toEqual([])
  expect((await runShell('bash', ['-c', `echo $((${'('.repeat(5000)}1${')'.repeat(5000)}))`])).status).toBe(1)
})
