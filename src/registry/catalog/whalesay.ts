/** docker/whalesay, as recorded: cowsay with a whale in the place of the cow. */
import { debian12, PATH } from './debian.ts'
import { layerFiles, smallLayer } from './files.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2015-05-25T00:00:00Z'
const GAMES = `${PATH}:/usr/games`
const COWS = '/usr/share/cowsay/cows'
const DIRS = '/usr\n/usr/share\n/usr/share/cowsay\n/usr/share/cowsay/cows\n'

const WHALE = String.raw`# A whale, and what it carries to you.
$the_cow = <<EOC;
    $thoughts
     $thoughts
      $thoughts
                    ##         .
              ## ## ##        ==
           ## ## ## ## ##    ===
       /"""""""""""""""""\\___/ ===
  ~~~ {~~ ~~~~ ~~~ ~~~~ ~~~ ~ /  ===- ~~~
       \\______ o           __/
         \\    \\         __/
          \\____\\_______/
EOC
`
const COW = String.raw`$the_cow = <<"EOC";
        $thoughts   ^__^
         $thoughts  ($eyes)\\_______
            (__)\\       )\\/\\
             $tongue ||----w |
                ||     ||
EOC
`

export const whalesay: ImageRecipe = {
  repository: 'docker/whalesay',
  tags: ['latest'],
  created,
  digest: 'sha256:b533e2eb113814da2494cd7ef568242b8b194b2e3ca6233d3283c3888e783bc0',
  from: debian12,
  steps: [
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'whalesay packages',
        diffId: 'sha256:588b2d778797bceb7d52547cacc7fc6c4075d79c80136c3a87306fa5e72e33e4',
        digest: 'sha256:cc46b70980c8',
        size: 12_843_905,
        contentSize: 55_594_417,
        entries: layerFiles({
          listing: () => import('./data/whalesay-packages.txt?raw'),
          contents: () => import('./data/whalesay-packages.files.txt?raw'),
          created,
        }),
      },
    },
    {
      by: `RUN /bin/sh -c mv ${COWS}/default.cow ${COWS}/orig-default.cow # buildkit`,
      layer: {
        name: 'whalesay orig-default',
        diffId: 'sha256:5e0f60cbcb29e14f1d08e77135cf729c988619ce3c1958a4c32e0bbfe850a9e1',
        digest: 'sha256:2237bc59b9dd',
        size: 325,
        contentSize: 175,
        entries: smallLayer(created, `${DIRS}!default.cow\norig-default.cow\t175\n`, {
          'usr/share/cowsay/cows/orig-default.cow': COW,
        }),
      },
    },
    { by: `ENV ${GAMES}` },
    {
      by: `COPY docker.cow ${COWS}/ # buildkit`,
      layer: {
        name: 'whalesay docker.cow',
        diffId: 'sha256:83bd9ad250ab39900505a9618ee290b587c28048fd796e973fbcd6afe5784f32',
        digest: 'sha256:19c1a84d1412',
        size: 358,
        contentSize: 372,
        entries: smallLayer(created, `${DIRS}docker.cow\t372\n`, { 'usr/share/cowsay/cows/docker.cow': WHALE }),
      },
    },
    {
      by: `RUN /bin/sh -c ln -sv ${COWS}/docker.cow ${COWS}/default.cow # buildkit`,
      layer: {
        name: 'whalesay default.cow',
        diffId: 'sha256:6171545d6f9b5a992c1808e102caebde72e413c17a461d3cbf98aafb7a1c8af5',
        digest: 'sha256:7c3d3378cc4e',
        size: 193,
        contentSize: 33,
        entries: smallLayer(created, `${DIRS}>default.cow\t${COWS}/docker.cow\n`),
      },
    },
    { by: 'CMD ["cowsay"]' },
  ],
  config: { Env: [GAMES], Cmd: ['cowsay'], WorkingDir: '/', ArgsEscaped: true },
}
