/** The network of test kernels. */
import type { Clock } from '../../base/clock.ts'
import type { NetStack, NetworkNamespace } from '../net/types.ts'

export function testNet(_clock: Clock): NetStack {
  const host: NetworkNamespace = { interfaces: [], routes: [], sockets: [], neighbours: [] }
  const absent = (): never => {
    throw new Error('this test kernel has no network')
  }
  return {
    host,
    createNamespace: () => ({ interfaces: [], routes: [], sockets: [], neighbours: [] }),
    removeNamespace: () => {},
    createBridge: absent,
    publish: absent,
    ephemeralPort: absent,
    addRemote: absent,
    addNameServer: absent,
    connect: absent,
    published: [],
    upstream: { resolve: () => null },
    socket: absent,
    unixSocket: absent,
    probe: absent,
    query: absent,
  }
}
