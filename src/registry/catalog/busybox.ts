/** busybox:1.35, static, every applet a hard link to the one program. */
import { layerFiles } from './files.ts'
import { PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2023-05-10T00:00:00Z'

export const busybox135: ImageRecipe = {
  repository: 'library/busybox',
  tags: ['1.35', 'latest', '1.35.0', '1', 'stable', 'glibc', '1.35-glibc', 'stable-glibc'],
  created,
  steps: [
    {
      by: 'ADD rootfs.tar / # buildkit',
      layer: {
        name: 'busybox-1.35',
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
