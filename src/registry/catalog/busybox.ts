/** busybox:1.35, static, every applet a hard link to the one program. */
import { layerFiles } from './files.ts'
import { PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2023-05-10T00:00:00Z'

export const busybox135: ImageRecipe = {
  repository: 'library/busybox',
  tags: ['1.35', 'latest', '1.35.0', '1'],
  created,
  steps: [
    {
      by: 'ADD rootfs.tar / # buildkit',
      layer: {
        name: 'busybox-1.35',
        diffId: 'sha256:0720ce612c0625058299563c45a969ed38a0aea61dd21d47c1e43a48da598476',
        digest: 'sha256:1e92cf472b7428bf4f9398d1b12cbce7e66f937cb46754927fbd8258d2a9f4e8',
        size: 1_266_712,
        contentSize: 2_306_691,
        entries: layerFiles({
          listing: () => import('./data/busybox-1.35.txt?raw'),
          contents: () => import('./data/busybox-1.35.files.txt?raw'),
          created,
          programs: { 'bin/[': 'busybox' },
        }),
      },
    },
    { by: 'CMD ["sh"]' },
  ],
  config: { Env: [PATH], Cmd: ['sh'], WorkingDir: '/', ArgsEscaped: true },
}
