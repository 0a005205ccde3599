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
  from: debian12,
  steps: [
    {
      by: 'ADD layer.tar / # buildkit',
      layer: {
        name: 'whalesay packages',
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
        size: 358,
        contentSize: 372,
        entries: smallLayer(created, `${DIRS}docker.cow\t372\n`, { 'usr/share/cowsay/cows/docker.cow': WHALE }),
      },
    },
    {
      by: `RUN /bin/sh -c ln -sv ${COWS}/docker.cow ${COWS}/default.cow # buildkit`,
      layer: {
        name: 'whalesay default.cow',
        size: 193,
        contentSize: 33,
        entries: smallLayer(created, `${DIRS}>default.cow\t${COWS}/docker.cow\n`),
      },
    },
    { by: 'CMD ["cowsay"]' },
  ],
  config: { Env: [GAMES], Cmd: ['cowsay'], WorkingDir: '/', ArgsEscaped: true },
}
