/**
 * The entry point of the nginx images and the scripts it runs, written to do and say what the official ones do in a container of
 * ours. Their sizes are the recorded ones (filled with a comment).
 */
const fill = (script: string, size: number): string => {
  const missing = size - script.length
  return missing > 1 ? `${script}${'#'.repeat(missing - 1)}\n` : script
}

export const ENTRYPOINT = fill(
  `#!/bin/sh
# Runs the scripts of /docker-entrypoint.d in the order of their names, then the command.
set -e

log() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$0: $*"
}

if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
    found=
    for f in /docker-entrypoint.d/*; do
        if [ -f "$f" ]; then found=1; fi
    done
    if [ -n "$found" ]; then
        log "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        log "Looking for shell scripts in /docker-entrypoint.d/"
        for f in /docker-entrypoint.d/*; do
            case "$f" in
                *.envsh)
                    if [ -x "$f" ]; then log "Sourcing $f"; . "$f"
                    else log "Ignoring $f, not executable"; fi ;;
                *.sh)
                    if [ -x "$f" ]; then log "Launching $f"; "$f"
                    else log "Ignoring $f, not executable"; fi ;;
                *) log "Ignoring $f" ;;
            esac
        done
        log "Configuration complete; ready for start up"
    else
        log "No files found in /docker-entrypoint.d/, skipping configuration"
    fi
fi

exec "$@"
`,
  1616,
)

export const LISTEN_ON_IPV6 = fill(
  `#!/bin/sh
# Adds "listen [::]:80" to the packaged default.conf, when nobody has changed that.
set -e

ME=$(basename "$0")
CONF=/etc/nginx/conf.d/default.conf
PACKAGED=6d5c67b102ff1a8f8d8d9bb9bea891a9

info() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$ME: info: $*"
}

if [ ! -f /proc/net/if_inet6 ]; then
    info "ipv6 not available"
    exit 0
fi
if [ ! -f "$CONF" ]; then
    info "$CONF is not a file or does not exist"
    exit 0
fi
if ! touch "$CONF" 2>/dev/null; then
    info "can not modify $CONF (read-only file system?)"
    exit 0
fi
if grep -q 'listen  *\\[::]:80;' "$CONF"; then
    info "IPv6 listen already enabled"
    exit 0
fi

info "Getting the checksum of $CONF"
if [ "$(md5sum <"$CONF" | cut -d' ' -f1)" != "$PACKAGED" ]; then
    info "$CONF differs from the packaged version"
    exit 0
fi

sed -i 's/^    listen       80;$/&\\n    listen  [::]:80;/' "$CONF"
info "Enabled listen on IPv6 in $CONF"
`,
  2123,
)

export const ENVSUBST_ON_TEMPLATES = fill(
  `#!/bin/sh
# Writes each template of /etc/nginx/templates, its variables filled in, to /etc/nginx/conf.d.
set -e

ME=$(basename "$0")
TEMPLATES=\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
SUFFIX=\${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
OUTPUT=\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$TEMPLATES" ] || exit 0
if [ ! -w "$OUTPUT" ]; then
    echo "$ME: ERROR: $TEMPLATES exists, but $OUTPUT is not writable"
    exit 0
fi
for template in "$TEMPLATES"/*"$SUFFIX"; do
    [ -f "$template" ] || continue
    output=$OUTPUT/$(basename "$template" "$SUFFIX")
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$ME: Running envsubst on $template to $output"
    envsubst "$(env | cut -d= -f1 | sed 's/.*/\${&}/' | tr '\\n' ' ')" <"$template" >"$output"
done
`,
  1273,
)

export const TUNE_WORKER_PROCESSES = fill(
  `#!/bin/sh
# With NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE set, the number of workers becomes the number of CPUs.
set -eu

ME=$(basename "$0")
[ -n "\${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0

if ! touch /etc/nginx/nginx.conf 2>/dev/null; then
    echo "$ME: error: can not modify /etc/nginx/nginx.conf (read-only file system?)"
    exit 0
fi
sed -i "s/^worker_processes .*;$/worker_processes $(nproc);/" /etc/nginx/nginx.conf
`,
  4621,
)

/** Later builds have it: the container's name servers as a variable for templates. */
export const LOCAL_RESOLVERS = `#!/bin/sh
# NGINX_LOCAL_RESOLVERS: the name servers of /etc/resolv.conf, for those who ask for them.
set -eu

[ "\${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ] || return 0

NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { printf "%s%s", separator, $2; separator = " " }' /etc/resolv.conf)
export NGINX_LOCAL_RESOLVERS
`
