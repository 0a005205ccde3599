/**
 * What a package does when it is configured, in the place of its maintainer scripts; one action a line, the package's root-relative paths whole:
 *
 *   alternative NAME LINK PATH PRIORITY     as update-alternatives --install LINK NAME PATH PRIORITY
 *   dir PATH MODE [OWNER GROUP]
 *   link PATH TARGET
 *   copy PATH FROM                          unless PATH exists
 *   user NAME GROUP HOME GECOS              a system user and its group, nologin
 *   file PATH MODE TEXT                     unless it exists; TEXT is JSON
 *   say TEXT                                a line on standard output
 */
const vim = (path: string, priority: number, names: string): string =>
  names
    .split(' ')
    .map((name) => `alternative ${name} /usr/bin/${name} ${path} ${priority}\n`)
    .join('')

const APACHE_MODULES =
  'mpm_event authz_core authz_host authn_core auth_basic access_compat authn_file authz_user alias dir autoindex env mime negotiation setenvif filter deflate status reqtimeout'
const WITH_CONF = 'mpm_event alias dir autoindex mime negotiation setenvif deflate status reqtimeout'.split(' ')
const CONFS = 'charset localized-error-pages other-vhosts-access-log security serve-cgi-bin'

const apache = [
  ...APACHE_MODULES.split(' ').flatMap((name) => [
    `say Enabling module ${name}.`,
    ...(WITH_CONF.includes(name) ? ['conf', 'load'] : ['load']).map(
      (kind) => `link /etc/apache2/mods-enabled/${name}.${kind} ../mods-available/${name}.${kind}`,
    ),
  ]),
  ...CONFS.split(' ').flatMap((name) => [
    `say Enabling conf ${name}.`,
    `link /etc/apache2/conf-enabled/${name}.conf ../conf-available/${name}.conf`,
  ]),
  'say Enabling site 000-default.',
  'link /etc/apache2/sites-enabled/000-default.conf ../sites-available/000-default.conf',
  'dir /var/www 755',
  'dir /var/www/html 755',
  'copy /var/www/html/index.html /usr/share/apache2/default-site/index.html',
  'dir /var/log/apache2 750 root adm',
  'say invoke-rc.d: could not determine current runlevel',
  'say invoke-rc.d: policy-rc.d denied execution of start.',
].join('\n')

export const ACTIONS: Readonly<Record<string, string>> = {
  apache2: apache,
  less: 'quiet-alternative pager /usr/bin/pager /usr/bin/less 77',
  nano: 'alternative editor /usr/bin/editor /bin/nano 40\nalternative pico /usr/bin/pico /bin/nano 10',
  'netcat-openbsd': 'alternative nc /bin/nc /bin/nc.openbsd 100',
  'netcat-traditional': 'alternative nc /bin/nc /bin/nc.traditional 10',
  'nginx-common': [
    'link /etc/nginx/sites-enabled/default /etc/nginx/sites-available/default',
    'dir /var/log/nginx 755',
    'dir /var/www 755',
    'dir /var/www/html 755',
    'copy /var/www/html/index.nginx-debian.html /usr/share/nginx/html/index.html',
  ].join('\n'),
  'redis-tools': 'user redis redis /var/lib/redis ',
  vim: vim('/usr/bin/vim.basic', 30, 'editor ex rview rvim vi view vim vimdiff'),
  'vim-tiny': vim('/usr/bin/vim.tiny', 15, 'editor ex rview vi view'),
}
