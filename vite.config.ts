import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { editorPackages } from './scripts/lib/editor-packages.mjs'
import { lessonModules } from './scripts/lib/lesson-modules.mjs'
import { npmPackages } from './scripts/lib/npm-packages.mjs'
import { preloadPage } from './scripts/lib/preload-page.mjs'
import { serviceWorker } from './scripts/lib/service-worker.mjs'

export default defineConfig({
  // Relative, so that the built page works from any folder of a static host.
  base: './',
  plugins: [
    editorPackages(),
    lessonModules(),
    npmPackages(),
    preloadPage(),
    serviceWorker(),
    svelte({
      // Runes for our own components only: a global switch breaks dependencies that are still in legacy mode.
      dynamicCompileOptions: ({ filename }) => (filename.includes('node_modules') ? undefined : { runes: true }),
    }),
  ],
  worker: { format: 'es', plugins: () => [editorPackages(), npmPackages()] },
  // The worker is an entry of its own: otherwise its packages are found late and the development page loads twice.
  optimizeDeps: {
    entries: ['index.html', 'src/machine/worker/worker.ts'],
    rolldownOptions: { plugins: [editorPackages()] },
  },
  build: {
    target: 'es2023',
    // Fonts stay files: inlined they would block the style sheet.
    assetsInlineLimit: 0,
  },
})
