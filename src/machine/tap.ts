/** Shows each Engine API request to whoever listens: the page's engine conversation. */
import type { EngineTransport } from '../api/transport.ts'
import type { Clock } from '../base/clock.ts'
import type { MachineEvent } from './facade.ts'

export function tapped(router: EngineTransport, clock: Clock, emit: (event: MachineEvent) => void): EngineTransport {
  return {
    async fetch(request) {
      const startedAt = clock.now()
      const response = await router.fetch(request)
      emit({
        kind: 'api',
        method: request.method,
        path: request.path,
        status: response.status,
        ms: clock.now() - startedAt,
      })
      return response
    },
  }
}
