/** Making answers: an empty one, its type, its Location. */
import { EMPTY } from '../../../../base/bytes.ts'
import { Headers } from '../../http/message.ts'
import { extensionOf } from '../../http/mime.ts'
import { value } from './state.ts'
import type { Answer, State } from './state.ts'

export const plainAnswer = (status: number): Answer => ({
  status,
  type: null,
  lastModified: null,
  location: null,
  headers: new Headers(),
  body: EMPTY,
  chunked: false,
})

/** A location without a host is made whole with the request's; one with a host is an ordinary header. */
export function setLocation(state: State, answer: Answer, to: string): void {
  if (!to.startsWith('/')) answer.headers.add('Location', to)
  else if (!state.location.scope.is('absolute_redirect', true)) answer.location = to
  else {
    const port =
      state.local.port === 80 || !state.location.scope.is('port_in_redirect', true) ? '' : `:${state.local.port}`
    const name = state.location.scope.is('server_name_in_redirect', false)
      ? (state.server.names[0] ?? '')
      : value(state, 'host')
    answer.location = `http://${name}${port}${to}`
  }
}
export function typeOf(state: State): string {
  const type = state.location.types.get(extensionOf(state.uri)) ?? state.location.defaultType
  const charset = state.location.scope.first('charset', 'off')
  return charset !== 'off' && /^text\/|javascript$|^application\/rss\+xml$/.test(type)
    ? `${type}; charset=${charset}`
    : type
}
