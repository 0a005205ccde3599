// npm run ok: the one gate. Format, lint, types, architecture, unit tests, transcripts, lessons.
import { ensureDependencies, run } from './lib/setup.mjs'

ensureDependencies()
run('Format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])
run('Lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.'])
run('Types', 'typescript/bin/tsc', ['-p', 'tsconfig.json'])
run('Types of the core (without the DOM)', 'typescript/bin/tsc', ['-p', 'tsconfig.core.json'])
run('Types of the components', 'svelte-check/bin/svelte-check', [
  '--tsconfig',
  './tsconfig.json',
  '--fail-on-warnings',
  '--output',
  'human',
])
run('Architecture, unit tests, transcripts, API', 'vitest/vitest.mjs', ['run'])
run('Lessons', '../scripts/lessons.mjs', [])
