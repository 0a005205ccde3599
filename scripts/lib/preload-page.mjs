// A Vite plugin: main.js asks for the worker and then for the page; this names the page's chunk in index.html, so that it does not wait for
// main.js to be read.
export function preloadPage() {
  return {
    name: 'naru-preload-page',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const page = Object.values(bundle ?? {}).find((chunk) => chunk.facadeModuleId?.endsWith('/src/ui/start.ts'))
        if (!page) return html
        const link = (attrs) => ({ tag: 'link', attrs, injectTo: 'head' })
        return [
          link({ rel: 'modulepreload', crossorigin: true, href: `./${page.fileName}` }),
          ...[...(page.viteMetadata?.importedCss ?? [])].map((css) =>
            link({ rel: 'preload', as: 'style', crossorigin: true, href: `./${css}` }),
          ),
        ]
      },
    },
  }
}
