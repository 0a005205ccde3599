import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { lessonModules } from './scripts/lib/lesson-modules.mjs'
import { npmPackages } from './scripts/lib/npm-packages.mjs'

export default defineConfig({
  plugins: [svelte(), lessonModules(), npmPackages()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    testTimeout: 60_000,
    // Two cores are what a small machine has; more workers only fight for them.
    maxWorkers: 2,
  },
})
