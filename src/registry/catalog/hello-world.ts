/** hello-world: one static program. */
import { smallLayer } from './files.ts'
import { PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2025-08-08T00:00:00Z'

export const helloWorld: ImageRecipe = {
  repository: 'library/hello-world',
  tags: ['latest', 'linux'],
  created,
  steps: [
    {
      by: 'COPY hello / # buildkit',
      layer: {
        name: 'hello-world',
        size: 4_158,
        contentSize: 10_072,
        entries: smallLayer(created, '?\nhello\t10072\t755\n'),
      },
    },
    { by: 'CMD ["/hello"]' },
  ],
  config: { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/', ArgsEscaped: true },
}
