/** hello-world: one static program. */
import { smallLayer } from './files.ts'
import { PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2025-08-08T00:00:00Z'

export const helloWorld: ImageRecipe = {
  repository: 'library/hello-world',
  tags: ['latest', 'linux'],
  created,
  digest: 'sha256:3f41516210c704f6389e72119fe3601f420b70a091030e00febc06043f0a61fa',
  steps: [
    {
      by: 'COPY hello / # buildkit',
      layer: {
        name: 'hello-world',
        diffId: 'sha256:9a254600f028b225c216af000bc4f5cc35ef0b4b9ca22de8b62f34163a9fa14e',
        digest: 'sha256:27a514b7dfec',
        size: 4_158,
        contentSize: 10_072,
        entries: smallLayer(created, '?\nhello\t10072\t755\n'),
      },
    },
    { by: 'CMD ["/hello"]' },
  ],
  config: { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/', ArgsEscaped: true },
}
