/** debian:12, with procps, iproute2, curl and ca-certificates installed, as recorded. Most other images stand on its only layer. */
import { layerFiles } from './files.ts'
import type { ImageRecipe } from './recipe.ts'

export const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const created = '2025-10-20T00:00:00Z'

export const debianFiles = layerFiles({
  listing: () => import('./data/debian-12.txt?raw'),
  contents: () => Promise.all([import('./data/debian-12.files.txt?raw'), import('./data/debian-12.dpkg.txt?raw')]),
  created,
})

export const debian12: ImageRecipe = {
  repository: 'library/debian',
  tags: ['12', 'latest', 'bookworm', '12.12'],
  created,
  steps: [
    {
      by: 'ADD rootfs.tar / # buildkit',
      layer: {
        name: 'debian-12',
        size: 60_491_217,
        contentSize: 139_678_437,
        entries: debianFiles,
      },
    },
    { by: 'CMD ["bash"]' },
  ],
  config: { Env: [PATH], Cmd: ['bash'], WorkingDir: '/', ArgsEscaped: true },
}

/** What the slim images leave out. */
const DOCUMENTATION = /^usr\/share\/(doc|doc-base|info|locale|man|groff|lintian|linda)\//
export const debian12Slim: ImageRecipe = {
  repository: 'library/debian',
  tags: ['12-slim', 'bookworm-slim', '12.12-slim'],
  created,
  comment: '',
  steps: [
    {
      by: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1760918400'",
      layer: {
        name: 'debian-12-slim',
        size: 28_228_415,
        entries: async () => (await debianFiles()).filter(({ path }) => !DOCUMENTATION.test(path)),
      },
    },
    { by: 'CMD ["bash"]' },
  ],
  config: { Env: [PATH], Cmd: ['bash'] },
}
