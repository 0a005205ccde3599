/** A container's state in words. */
import type { ContainerView } from '../../machine/facade.ts'
import { ago } from '../shared/format.ts'
import { t } from '../shared/locale.svelte.ts'

export function stateText(container: ContainerView, now: number): string {
  switch (container.state) {
    case 'created':
      return t('map.state.created')
    case 'running':
      return container.health === 'none' ? t('map.state.running') : t(`map.health.${container.health}`)
    case 'paused':
      return t('map.state.paused')
    case 'restarting':
      return t('map.state.restarting', { code: container.exitCode })
    case 'removing':
      return t('map.state.removing')
    case 'dead':
      return t('map.state.dead')
    case 'exited':
      return t('map.state.exited', { code: container.exitCode, when: ago(container.finishedAt, now) })
  }
}
