// A Vite plugin: lesson files as data. `import front from './lesson.md?front'` gives what the list of all lessons needs, so that it does not
// bring their bodies into the first download; `?lesson` gives the whole lesson, parsed and validated by src/lesson/load/compile.ts. Both are
// { value } or, for a mistake in the file, { error }.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './setup.mjs'

export function lessonModules() {
  let compiler
  /** The project's own parser, run by Vite: it is TypeScript. */
  const load = () =>
    (compiler ??= import('vite')
      .then(({ runnerImport }) =>
        runnerImport(join(root, 'src/lesson/load/compile.ts'), { configFile: false, root, logLevel: 'error' }),
      )
      .then(({ module }) => module))
  const read = (path) => ({
    file: relative(root, path).replaceAll('\\', '/'),
    text: readFileSync(path, 'utf8'),
  })
  return {
    name: 'naru-lesson-modules',
    enforce: 'pre',
    async load(id) {
      const [, path, kind] = /^(.*\.md)\?(front|lesson)$/.exec(id) ?? []
      if (!path) return null
      const { compileFront, compileLesson } = await load()
      this.addWatchFile(path)
      if (kind === 'front') return module(compileFront(read(path)))
      if (!path.endsWith('.en.md')) return module(compileLesson(read(path)))
      // A translation repeats words only.
      const korean = join(dirname(path), 'lesson.md')
      if (!existsSync(korean)) this.error(`${path} translates a lesson that does not exist: ${korean}`)
      this.addWatchFile(korean)
      return module(compileLesson(read(korean), read(path)))
    },
  }
}
const module = (value) => `export default ${JSON.stringify(value)}`
