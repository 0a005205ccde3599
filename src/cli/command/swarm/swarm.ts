/** docker swarm …: a node alone is all there is; the engine answers what it can. */
import { exactArgs, noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { asked, notSimulated } from '../../framework/not-simulated.ts'

const sub: CommandSpec[] = [
  {
    use: 'ca [OPTIONS]',
    short: 'Display and rotate the root CA',
    args: noArgs,
    complete: nothing,
    swarm: 'manager',
    flags: `
    --ca-cert pem-file  Path to the PEM-formatted root CA certificate to use for the new cluster
    --ca-key pem-file  Path to the PEM-formatted root CA key to use for the new cluster
    --cert-expiry duration  Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)
    -d, --detach  Exit immediately instead of waiting for the root rotation to converge
    --external-ca external-ca  Specifications of one or more certificate signing endpoints
    -q, --quiet  Suppress progress output
    --rotate  Rotate the swarm CA - if no certificate or key are provided, new ones will be generated
    `,
    run: asked('GET', '/swarm'),
  },
  {
    use: 'init [OPTIONS]',
    short: 'Initialize a swarm',
    args: noArgs,
    complete: nothing,
    flags: `
    --advertise-addr string  Advertised address (format: "<ip|interface>[:port]")
    --autolock  Enable manager autolocking (requiring an unlock key to start a stopped manager)
    --availability string  Availability of the node ("active", "pause", "drain") (default "active")
    --cert-expiry duration  Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)
    --data-path-addr string  Address or interface to use for data path traffic (format: "<ip|interface>")
    --data-path-port uint32  Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.
    --default-addr-pool ipNetSlice  default address pool in CIDR format (default [])
    --default-addr-pool-mask-length uint32  default address pool subnet mask length (default 24)
    --dispatcher-heartbeat duration  Dispatcher heartbeat period (ns|us|ms|s|m|h) (default 5s)
    --external-ca external-ca  Specifications of one or more certificate signing endpoints
    --force-new-cluster  Force create a new cluster from current state
    --listen-addr node-addr  Listen address (format: "<ip|interface>[:port]") (default 0.0.0.0:2377)
    --max-snapshots uint  Number of additional Raft snapshots to retain
    --snapshot-interval uint  Number of log entries between Raft snapshots (default 10000)
    --task-history-limit int  Task history retention limit (default 5)
    `,
    run: asked('POST', '/swarm/init'),
  },
  {
    use: 'join [OPTIONS] HOST:PORT',
    short: 'Join a swarm as a node and/or manager',
    args: exactArgs(1),
    flags: `
    --advertise-addr string  Advertised address (format: "<ip|interface>[:port]")
    --availability string  Availability of the node ("active", "pause", "drain") (default "active")
    --data-path-addr string  Address or interface to use for data path traffic (format: "<ip|interface>")
    --listen-addr node-addr  Listen address (format: "<ip|interface>[:port]") (default 0.0.0.0:2377)
    --token string  Token for entry into the swarm
    `,
    run: asked('POST', '/swarm/join'),
  },
  {
    use: 'join-token [OPTIONS] (worker|manager)',
    short: 'Manage join tokens',
    args: exactArgs(1),
    swarm: 'manager',
    flags: `
    -q, --quiet  Only display token
    --rotate  Rotate join token
    `,
    run: asked('GET', '/swarm'),
  },
  {
    use: 'leave [OPTIONS]',
    short: 'Leave the swarm',
    args: noArgs,
    complete: nothing,
    swarm: 'active',
    flags: `
    -f, --force  Force this node to leave the swarm, ignoring warnings
    `,
    run: asked('POST', '/swarm/leave'),
  },
  {
    use: 'unlock',
    short: 'Unlock swarm',
    args: noArgs,
    complete: nothing,
    swarm: 'manager',
    run: notSimulated,
  },
  {
    use: 'unlock-key [OPTIONS]',
    short: 'Manage the unlock key',
    args: noArgs,
    complete: nothing,
    swarm: 'manager',
    flags: `
    -q, --quiet  Only display token
    --rotate  Rotate unlock key
    `,
    run: asked('GET', '/swarm/unlockkey'),
  },
  {
    use: 'update [OPTIONS]',
    short: 'Update the swarm',
    args: noArgs,
    complete: nothing,
    swarm: 'manager',
    flags: `
    --autolock  Change manager autolocking setting (true|false)
    --cert-expiry duration  Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)
    --dispatcher-heartbeat duration  Dispatcher heartbeat period (ns|us|ms|s|m|h) (default 5s)
    --external-ca external-ca  Specifications of one or more certificate signing endpoints
    --max-snapshots uint  Number of additional Raft snapshots to retain
    --snapshot-interval uint  Number of log entries between Raft snapshots (default 10000)
    --task-history-limit int  Task history retention limit (default 5)
    `,
    run: asked('GET', '/swarm'),
  },
]
export const swarm: CommandSpec = {
  use: 'swarm',
  short: 'Manage Swarm',
  args: noArgs,
  swarm: 'any',
  sub,
}
