/** python:3.11, as recorded. */
import { debian12 } from './debian.ts'
import { layerFiles } from './files.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2023-02-14T00:00:00Z'
const PATH = 'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const python311: ImageRecipe = {
  repository: 'library/python',
  tags: ['3.11', 'latest', '3', '3.11.2', '3.11-bookworm', 'bookworm'],
  created,
  from: debian12,
  steps: [
    { by: `ENV ${PATH}` },
    { by: 'ENV LANG=C.UTF-8' },
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'python-3.11',
        size: 16_841_212,
        contentSize: 62_936_627,
        entries: layerFiles({ listing: () => import('./data/python-3.11.txt?raw'), created }),
      },
    },
    { by: 'ENV PYTHON_VERSION=3.11.2' },
    { by: 'CMD ["python3"]' },
  ],
  config: {
    Env: [PATH, 'LANG=C.UTF-8', 'PYTHON_VERSION=3.11.2'],
    Cmd: ['python3'],
    WorkingDir: '/',
    ArgsEscaped: true,
  },
}
