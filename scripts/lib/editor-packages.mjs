// A Vite plugin: packages of the editor that were written for Node or for an older Monaco, made to fit a browser.
//   dockerfile-language-service asks Docker Hub over node:https for tags; this page never asks for that
//   dockerfile-ast looks for a byte order mark with Node's Buffer
//   monaco-worker-manager names a file of Monaco's that has moved
const EMPTY = '\0naru-empty'

export const editorPackages = () => ({
  name: 'naru-editor-packages',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === 'https' && importer?.includes('dockerfile-language-service')) return EMPTY
    if (id === 'monaco-editor/esm/vs/editor/editor.worker.js')
      return this.resolve('monaco-editor/internal/common/initialize', importer, { skipSelf: true })
    return null
  },
  load: (id) => (id === EMPTY ? 'export default {}' : null),
  transform(code, id) {
    if (!/dockerfile-ast[\\/]lib[\\/]util\.js/.test(id)) return null
    return { code: code.replaceAll('Buffer.from(char, "UTF-8")', 'new TextEncoder().encode(char)'), map: null }
  },
})
