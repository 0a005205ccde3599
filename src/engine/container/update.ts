/** POST /containers/{id}/update (moby daemon/update.go, container/container_unix.go UpdateContainer). */
import type { ContainerUpdateRequest, ContainerUpdateResponse } from '../../api/types/index.ts'
import { ApiError, conflict, invalid, messageOf } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { checkResources, checkRestartPolicy } from './host-config-check.ts'
import { limits } from './start.ts'

const FIELDS = [
  'BlkioWeight',
  'CpuShares',
  'CpuPeriod',
  'CpuQuota',
  'CpuRealtimePeriod',
  'CpuRealtimeRuntime',
  'CpusetCpus',
  'CpusetMems',
  'MemoryReservation',
] as const

export function updateContainer(
  ctx: ContainerContext,
  term: string,
  request: ContainerUpdateRequest,
): ContainerUpdateResponse {
  checkRestartPolicy(request.RestartPolicy)
  checkResources(request, ctx.kernel.options.cpus, true)
  const container = ctx.containers.get(term)
  const fail = (error: unknown): ApiError =>
    new ApiError(
      error instanceof ApiError ? error.kind : 'system',
      `Cannot update container ${container.id}: ${messageOf(error)}`,
    )
  const { hostConfig } = container
  try {
    if (container.state.removing || container.state.dead)
      throw conflict('Container is marked for removal and cannot be "update".')
    const policy = request.RestartPolicy
    if (policy?.Name && hostConfig.AutoRemove) {
      throw invalid('Restart policy cannot be updated because AutoRemove is enabled for the container')
    }
    const next = { ...hostConfig }
    for (const key of FIELDS) if (request[key]) Object.assign(next, { [key]: request[key] })
    if (request.NanoCpus) {
      if ((next.CpuPeriod ?? 0) > 0 || (next.CpuQuota ?? 0) > 0) {
        throw conflict('Conflicting options: Nano CPUs cannot be updated as CPU Period/Quota has already been set')
      }
      next.NanoCpus = request.NanoCpus
    }
    if (((request.CpuPeriod ?? 0) > 0 || (request.CpuQuota ?? 0) > 0) && (hostConfig.NanoCpus ?? 0) > 0) {
      throw conflict('Conflicting options: CPU Period/Quota cannot be updated as NanoCPUs has already been set')
    }
    if (request.Memory) {
      const swap = next.MemorySwap ?? 0
      if (swap > 0 && request.Memory > swap && !request.MemorySwap) {
        throw conflict(
          'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
        )
      }
      next.Memory = request.Memory
    }
    if (request.MemorySwap) next.MemorySwap = request.MemorySwap
    if (request.PidsLimit !== undefined && request.PidsLimit !== null) {
      next.PidsLimit = request.PidsLimit > 0 ? request.PidsLimit : null
    }
    if (policy?.Name) next.RestartPolicy = { Name: policy.Name, MaximumRetryCount: policy.MaximumRetryCount ?? 0 }
    Object.assign(hostConfig, next)
  } catch (error) {
    throw fail(error)
  }
  if (container.task) container.task.cgroup.limits = limits(hostConfig)
  logEvent(ctx, container, 'update')
  return { Warnings: null }
}
