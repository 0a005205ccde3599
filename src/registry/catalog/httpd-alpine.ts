/** httpd:alpine: the files of httpd:2.4 on alpine, whose www-data has another number. */
import { alpine322, PASSWD } from './alpine.ts'
import { smallLayer } from './files.ts'
import { httpd24 } from './httpd.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2026-05-05T00:00:00Z'
const passwd = `${PASSWD}www-data:x:82:82:Linux User,,,:/home/www-data:/sbin/nologin\n`
const isPrefix = (by: string): boolean => by.includes('mkdir -p "$HTTPD_PREFIX"')

export const httpdAlpine: ImageRecipe = {
  repository: 'library/httpd',
  tags: ['alpine', '2.4-alpine', '2-alpine'],
  created,
  from: alpine322,
  steps: [
    {
      by: 'RUN /bin/sh -c set -x  && adduser -u 82 -D -S -G www-data www-data # buildkit',
      layer: {
        name: 'httpd-2.4 user on alpine',
        entries: smallLayer(created, `/etc\npasswd\t${passwd.length}\n/home\n/home/www-data\t2755\t82\t82\n`, {
          'etc/passwd': passwd,
        }),
      },
    },
    ...httpd24.steps.map((step) =>
      isPrefix(step.by)
        ? {
            by: step.by,
            layer: {
              name: 'httpd-2.4 prefix on alpine',
              entries: smallLayer(created, '/usr\n/usr/local\n/usr/local/apache2\t755\t82\t82\n'),
            },
          }
        : step,
    ),
  ],
  config: httpd24.config,
}
