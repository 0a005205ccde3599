// A Vite plugin: `import front from './lesson.md?front'` gives the text of a Markdown file's front matter alone, so that the list of all
// lessons does not bring their bodies into the first download.
import { readFileSync } from 'node:fs'

export function frontMatter() {
  return {
    name: 'naru-front-matter',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.md?front')) return null
      const file = id.slice(0, -'?front'.length)
      this.addWatchFile(file)
      const match = /^---\r?\n([\s\S]*?)\r?\n---(\r?\n|$)/.exec(readFileSync(file, 'utf8'))
      return `export default ${JSON.stringify(match?.[1] ?? '')}`
    },
  }
}
