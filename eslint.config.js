import js from '@eslint/js'
import globals from 'globals'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

export default ts.config(
  {
    ignores: ['dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'public/', 'tests/support/compare.mjs'],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      // TypeScript's own checks cover these, and better.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // noUncheckedIndexedAccess makes `!` after a bounds check a daily need in parsers.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Terminals and parsers are about control characters.
      'no-control-regex': 'off',
      // Initial values that every branch replaces say what kind of thing it is.
      'no-useless-assignment': 'off',
      // Recorded output is full of runs of blanks.
      'no-regex-spaces': 'off',
      // Environments and other string maps are plain objects here.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // `Promise<void> | void` callbacks.
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-constant-condition': ['error', { checkLoops: false }],
    },
  },
  {
    // Texts of node's built-in modules: CommonJS, evaluated by QuickJS in the simulation.
    files: ['src/userland/node/lib/**/*.js'],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-this-alias': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'no-constant-binary-expression': 'off',
      'no-setter-return': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    // Core code takes time and chance from Clock and Rng.
    files: ['src/**/*.ts'],
    ignores: [
      'src/ui/**',
      'src/persist/**',
      'src/main.ts',
      'src/machine/node/**',
      'src/machine/worker/**',
      '**/*.test.ts',
      '**/testing/**',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'performance',
        'process',
        'window',
        'document',
        'fetch',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes from the Clock.' },
      ],
    },
  },
)
