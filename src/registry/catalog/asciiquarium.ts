/** danielkraic/asciiquarium: an aquarium in the terminal, on Ubuntu, with the Perl that it is written in. */
import { smallLayer } from './files.ts'
import { PATH } from './debian.ts'
import type { ImageRecipe } from './recipe.ts'
import { ubuntu2004 } from './ubuntu.ts'

const created = '2020-05-02T17:21:40Z'

export const asciiquarium: ImageRecipe = {
  repository: 'danielkraic/asciiquarium',
  tags: ['latest'],
  created,
  from: ubuntu2004,
  comment: '',
  steps: [
    {
      by: '/bin/sh -c apt-get update && apt-get install -y libcurses-perl make perl && cpan Term::Animation && rm -rf /var/lib/apt/lists/*',
      layer: {
        name: 'asciiquarium perl',
        size: 11_402_118,
        contentSize: 45_148_432,
        entries: smallLayer(
          created,
          '/usr/lib/x86_64-linux-gnu/perl5\n/usr/lib/x86_64-linux-gnu/perl5/5.30\nCurses.pm\t41832\n/usr/share/perl\n/usr/share/perl/5.30.0\nperl5.30-modules\t45000000\n/usr/local/share/perl\n/usr/local/share/perl/5.30.0\nAnimation.pm\t106600\n',
        ),
      },
    },
    {
      by: '/bin/sh -c #(nop) COPY file:asciiquarium in /usr/local/bin/ ',
      layer: {
        name: 'asciiquarium program',
        size: 9_864,
        contentSize: 39_108,
        entries: smallLayer(created, '?usr/local/bin\nasciiquarium\t39108\t755\n'),
      },
    },
    { by: '/bin/sh -c #(nop)  CMD ["asciiquarium"]' },
  ],
  config: { Env: [PATH], Cmd: ['asciiquarium'] },
}
