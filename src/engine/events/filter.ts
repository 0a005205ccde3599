/** Which events a listener wants (moby daemon/events/filter.go). Unknown keys are ignored, as there. */
import type { Filters } from '../filters.ts'
import type { EngineEvent } from './events.ts'

export class EventFilter {
  private readonly filters: Filters
  constructor(filters: Filters) {
    this.filters = filters
  }
  include(event: EngineEvent): boolean {
    return (
      this.action(event) &&
      this.filters.exactMatch('type', event.type) &&
      this.scope() &&
      this.actor('daemon', event) &&
      this.actor('container', event) &&
      this.actor('plugin', event) &&
      this.actor('volume', event) &&
      this.actor('network', event) &&
      this.image(event) &&
      this.filters.matchLabels('label', event.attributes)
    )
  }
  private scope(): boolean {
    return this.filters.exactMatch('scope', 'local')
  }
  /** "exec_create: sh -c …" and "health_status: healthy" match without what follows the colon, too. */
  private action(event: EngineEvent): boolean {
    const colon = event.action.indexOf(': ')
    if (colon > 0 && (event.action.startsWith('exec_') || event.action.startsWith('health_status'))) {
      return (
        this.filters.exactMatch('event', event.action) || this.filters.exactMatch('event', event.action.slice(0, colon))
      )
    }
    return this.filters.exactMatch('event', event.action)
  }
  /** By ID or its prefix, or by name. */
  private actor(type: string, event: EngineEvent): boolean {
    if (!this.filters.get(type).length) return true
    if (event.type !== type) return false
    return (
      this.filters.prefixMatch(type, event.id) ||
      (event.attributes['name'] !== undefined && this.filters.prefixMatch(type, event.attributes['name']))
    )
  }
  private image(event: EngineEvent): boolean {
    if (!this.filters.get('image').length) return true
    const name = event.type === 'image' ? event.id : event.attributes['image']
    const nameAttribute = event.attributes['name']
    const strip = (text: string): string => text.replace(/:[^/:]*$/, '')
    return [name, event.type === 'image' ? nameAttribute : undefined].some(
      (text) =>
        text !== undefined && (this.filters.exactMatch('image', text) || this.filters.exactMatch('image', strip(text))),
    )
  }
}
