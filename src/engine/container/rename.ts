/** POST /containers/{id}/rename (moby daemon/rename.go). */
import { ApiError, invalid } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { renameEndpoints } from './networking.ts'

export function renameContainer(ctx: ContainerContext, term: string, name: string): void {
  if (term === '' || name === '') throw invalid('Neither old nor new names may be empty')
  const container = ctx.containers.get(term)
  const before = container.name
  if (`/${before}` === (name.startsWith('/') ? name : `/${name}`)) {
    throw invalid('Renaming a container with the same name as its current name')
  }
  let reserved: string
  try {
    reserved = ctx.containers.reserve(container.id, name.startsWith('/') ? name : `/${name}`)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(error.kind, `Error when allocating new name: ${error.message}`)
  }
  ctx.containers.releaseName(before)
  container.name = reserved
  const links = container.hostConfig.Links?.map((link) => link.replace(`:/${before}/`, `:/${reserved}/`))
  if (links) container.hostConfig.Links = links
  renameEndpoints(ctx, container)
  logEvent(ctx, container, 'rename', { oldName: `/${before}` })
}
