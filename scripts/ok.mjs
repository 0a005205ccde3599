// npm run ok: the one gate. Format, lint, types, architecture, unit tests, transcripts, lessons. Runs all of it and then says what failed.
import { attempt, ensureDependencies, fail } from './lib/setup.mjs'

ensureDependencies()
const steps = [
  ['Format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['Lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']],
  ['Types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']],
  ['Types of the core (without the DOM)', 'typescript/bin/tsc', ['-p', 'tsconfig.core.json']],
  [
    'Types of the components',
    'svelte-check/bin/svelte-check',
    ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ],
  ['Architecture, unit tests, recordings, API', 'vitest/vitest.mjs', ['run', '--reporter=dot']],
  ['Lessons', '../scripts/lessons.mjs', []],
]
const failed = steps.filter((step) => !attempt(...step)).map(([title]) => title)
if (failed.length) fail(`Failed: ${failed.join('; ')}.`)
