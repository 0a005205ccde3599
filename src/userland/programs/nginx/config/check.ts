/** Which directives there are, where they may stand, with how many arguments. Throws what nginx says otherwise. */
import { at, ConfigError } from './directive.ts'
import type { Directive } from './directive.ts'

/** m main, e events, h http, s server, l location, i if in server, j if in location, u upstream */
type Places = string
interface Spec {
  places: Places
  min: number
  max: number
  block?: boolean
  /** May stand several times in one block. */
  many?: boolean
  /** on | off */
  flag?: boolean
  absent?: boolean
}
const SPECS = new Map<string, Spec>()
/** "name places min[-max][+][*]": + for no upper limit, * for several, ! for on|off, { for a block, ~ for what is not simulated. */
function define(table: string): void {
  for (const row of table.trim().split('\n')) {
    const [names = '', places = '', count = '', marks = ''] = row.trim().split(/\s+/)
    const [min, max] = count.split('-')
    for (const name of names.split(','))
      SPECS.set(name, {
        places,
        min: parseInt(min!),
        max: count.includes('+') ? Infinity : parseInt(max ?? min!),
        block: marks.includes('{'),
        many: marks.includes('*'),
        flag: marks.includes('!'),
        absent: marks.includes('~'),
      })
  }
}
define(`
  user m 1-2
  worker_processes m 1
  worker_rlimit_nofile,worker_priority,worker_shutdown_timeout,timer_resolution,working_directory,debug_points m 1
  worker_cpu_affinity m 1+
  error_log mhsl 1+ *
  pid,lock_file m 1
  daemon,master_process,pcre_jit m 1 !
  env m 1 *
  load_module m 1 *
  thread_pool m 2-3 *
  include mehsliju 1 *
  events m 0 {
  http m 0 {
  stream,mail m 0 {~
  worker_connections,use,worker_aio_requests,accept_mutex_delay e 1
  multi_accept,accept_mutex e 1 !
  debug_connection e 1 *
  server hu 0+ {*
  location sl 1-2 {*
  if sl 1+ {*
  upstream h 1 {*
  types hsl 0 {*
  map h 2 {*
  geo,split_clients h 1-2 {*~
  limit_except l 1+ {~
  listen s 1+ *
  server_name s 1+ *
  root hslj 1
  alias l 1
  index hsl 1+
  autoindex,autoindex_exact_size,autoindex_localtime hsl 1 !
  autoindex_format hsl 1
  error_page hslj 2+ *
  try_files sl 2+
  internal l 0
  return slij 1-2 *
  rewrite slij 2-3 *
  set slij 2 *
  break slij 0 *
  rewrite_log,uninitialized_variable_warn hslij 1 !
  allow,deny hsl 1 *
  access_log hslj 1+ *
  log_format h 2+ *
  open_log_file_cache hsl 1+
  log_not_found,log_subrequest hsl 1 !
  default_type hsl 1
  add_header hslj 2-3 *
  add_trailer hslj 2-3 *
  expires hslj 1-2
  etag hsl 1 !
  if_modified_since hsl 1
  charset,override_charset,source_charset hslj 1
  charset_types hsl 1+
  sendfile hslj 1 !
  aio,directio,directio_alignment,output_buffers,sendfile_max_chunk,read_ahead hsl 1-2
  tcp_nopush,tcp_nodelay hsl 1 !
  keepalive_timeout hsl 1-2
  keepalive_requests,keepalive_disable,keepalive_time hsl 1+
  lingering_close,lingering_time,lingering_timeout,reset_timedout_connection,send_timeout,send_lowat,postpone_output hsl 1
  client_max_body_size,client_body_buffer_size,client_body_timeout hsl 1
  client_body_temp_path,proxy_temp_path,fastcgi_temp_path,uwsgi_temp_path,scgi_temp_path hsl 1-4
  client_header_timeout,client_header_buffer_size,connection_pool_size,request_pool_size hs 1
  large_client_header_buffers hs 2
  client_body_in_file_only,client_body_in_single_buffer hsl 1
  ignore_invalid_headers,merge_slashes,underscores_in_headers hs 1 !
  server_tokens,absolute_redirect,port_in_redirect,server_name_in_redirect,msie_padding,msie_refresh,chunked_transfer_encoding,recursive_error_pages hsl 1
  server_names_hash_bucket_size,server_names_hash_max_size,types_hash_bucket_size,types_hash_max_size,variables_hash_bucket_size,variables_hash_max_size,map_hash_bucket_size,map_hash_max_size h 1
  proxy_headers_hash_bucket_size,proxy_headers_hash_max_size hsl 1
  open_file_cache hsl 1-2
  open_file_cache_errors,open_file_cache_min_uses,open_file_cache_valid hsl 1
  disable_symlinks,satisfy,max_ranges,limit_rate,limit_rate_after hsl 1-2
  resolver hsl 1+
  resolver_timeout hsl 1
  gzip,gzip_vary hslj 1 !
  gzip_static,gunzip hsl 1
  gzip_comp_level,gzip_min_length,gzip_http_version,gzip_window,gzip_hash hsl 1
  gzip_disable,gzip_proxied,gzip_types,gzip_buffers hsl 1+
  stub_status sl 0-1
  proxy_pass lj 1
  proxy_set_header hsl 2 *
  proxy_hide_header,proxy_pass_header hsl 1 *
  proxy_redirect hsl 1-2 *
  proxy_http_version,proxy_method,proxy_read_timeout,proxy_connect_timeout,proxy_send_timeout,proxy_buffering,proxy_buffer_size,proxy_busy_buffers_size,proxy_max_temp_file_size,proxy_ignore_client_abort,proxy_intercept_errors,proxy_pass_request_headers,proxy_pass_request_body,proxy_request_buffering,proxy_socket_keepalive,proxy_next_upstream_tries,proxy_next_upstream_timeout,proxy_temp_file_write_size hsl 1
  proxy_buffers hsl 2
  proxy_next_upstream,proxy_ignore_headers hsl 1+
  proxy_cookie_domain,proxy_cookie_path,proxy_bind,proxy_set_body,proxy_cache,proxy_cache_valid,proxy_cache_key,proxy_store hsl 1+ *~
  proxy_cache_path,limit_req_zone,limit_conn_zone,fastcgi_cache_path h 1+ *~
  limit_req,limit_conn,auth_basic,auth_basic_user_file,auth_request,sub_filter,secure_link,mirror,image_filter,perl,xslt_stylesheet,random_index,flv,mp4,dav_methods,real_ip_header,set_real_ip_from,addition_types,add_before_body,add_after_body,userid,ssi,slice,memcached_pass hsl 1+ *~
  fastcgi_pass,uwsgi_pass,scgi_pass,grpc_pass lj 1 ~
  fastcgi_param,fastcgi_index,fastcgi_split_path_info,fastcgi_buffers,fastcgi_read_timeout,uwsgi_param,scgi_param hsl 1+ *
  ssl_certificate,ssl_certificate_key,ssl_dhparam,ssl_trusted_certificate,ssl_client_certificate,ssl_verify_client hs 1+ *
  ssl_protocols,ssl_ciphers,ssl_prefer_server_ciphers,ssl_session_cache,ssl_session_timeout,ssl_session_tickets,ssl_stapling,ssl_stapling_verify,ssl_ecdh_curve hs 1+
  keepalive u 1
  least_conn,ip_hash u 0
  hash,random u 0+
  zone u 1-2
`)

const KIND: Record<string, string> = {
  main: 'm',
  events: 'e',
  http: 'h',
  server: 's',
  location: 'l',
  'if in server': 'i',
  'if in location': 'j',
  upstream: 'u',
}

/** The name of the block that the directive opens. `where`: the one it stands in. */
export function checkDirective(directive: Directive, where: string): string {
  const { name, args, block } = directive
  // "server" of an upstream is another directive than the block.
  if (where === 'upstream' && name === 'server') {
    if (block) throw new ConfigError(`directive "server" is not terminated by ";"${at(directive)}`)
    if (!args.length) throw new ConfigError(`invalid number of arguments in "server" directive${at(directive)}`)
    return ''
  }
  const spec = SPECS.get(name)
  if (!spec) throw new ConfigError(`unknown directive "${name}"${at(directive)}`)
  if (!spec.places.includes(KIND[where] ?? '?'))
    throw new ConfigError(`"${name}" directive is not allowed here${at(directive)}`)
  if (spec.absent) throw new ConfigError(`"${name}" directive is not simulated yet${at(directive)}`)
  if (spec.block && !block) throw new ConfigError(`directive "${name}" has no opening "{"${at(directive)}`)
  if (!spec.block && block) throw new ConfigError(`directive "${name}" is not terminated by ";"${at(directive)}`)
  if (args.length < spec.min || args.length > spec.max)
    throw new ConfigError(`invalid number of arguments in "${name}" directive${at(directive)}`)
  if (spec.flag && args[0] !== 'on' && args[0] !== 'off')
    throw new ConfigError(`invalid value "${args[0]}" in "${name}" directive, it must be "on" or "off"${at(directive)}`)
  if (name === 'if') return where === 'server' ? 'if in server' : 'if in location'
  return name
}
export const mayRepeat = (name: string): boolean => SPECS.get(name)?.many ?? true

/** Two of a kind in one block. */
export function checkDuplicates(block: readonly Directive[]): void {
  const seen = new Map<string, Directive>()
  for (const directive of block) {
    const { name } = directive
    if ((name === 'root' && seen.has('alias')) || (name === 'alias' && seen.has('root')))
      throw new ConfigError(
        `"${name}" directive is duplicate, "${name === 'root' ? 'alias' : 'root'}" directive was specified earlier${at(directive)}`,
      )
    if (seen.has(name) && !mayRepeat(name)) throw new ConfigError(`"${name}" directive is duplicate${at(directive)}`)
    seen.set(name, directive)
  }
}
