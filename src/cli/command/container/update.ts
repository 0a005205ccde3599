/** docker update */
import { ApiError, ConnectionError, containerUpdate } from '../../../api/client/index.ts'
import type { ContainerUpdateRequest } from '../../../api/types/index.ts'
import { minArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { memorySwapValue, parseRestartPolicy } from '../../opts/resources.ts'
import { containerNames, restartPolicies } from '../completion.ts'

export const update: CommandSpec = {
  use: 'update [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Update configuration of one or more containers',
  aliasText: 'docker container update, docker update',
  args: minArgs(1),
  flags: `
    --blkio-weight uint16  Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)
    --cpu-period int  Limit CPU CFS (Completely Fair Scheduler) period
    --cpu-quota int  Limit CPU CFS (Completely Fair Scheduler) quota
    --cpu-rt-period int  Limit the CPU real-time period in microseconds
    --cpu-rt-runtime int  Limit the CPU real-time runtime in microseconds
    -c, --cpu-shares int  CPU shares (relative weight)
    --cpus decimal  Number of CPUs
    --cpuset-cpus string  CPUs in which to allow execution (0-3, 0,1)
    --cpuset-mems string  MEMs in which to allow execution (0-3, 0,1)
    -m, --memory bytes  Memory limit
    --memory-reservation bytes  Memory soft limit
    --memory-swap bytes  Swap limit equal to memory plus swap: -1 to enable unlimited swap
    --pids-limit int  Tune container pids limit (set -1 for unlimited)
    --restart string  Restart policy to apply when a container exits
    [hidden] --kernel-memory bytes  Kernel memory limit (deprecated)
  `,
  values: { 'memory-swap': memorySwapValue },
  complete: containerNames(true),
  completeFlags: { restart: restartPolicies },
  run: async ({ cli, flags, args }) => {
    if (!flags.all().some((flag) => flag.changed))
      throw new CommandError('you must provide one or more flags when using this command')
    const restart = flags.string('restart')
    const request: ContainerUpdateRequest = {
      CpuShares: flags.number('cpu-shares'),
      Memory: flags.number('memory'),
      NanoCpus: flags.number('cpus'),
      CgroupParent: '',
      BlkioWeight: flags.number('blkio-weight'),
      CpuPeriod: flags.number('cpu-period'),
      CpuQuota: flags.number('cpu-quota'),
      CpuRealtimePeriod: flags.number('cpu-rt-period'),
      CpuRealtimeRuntime: flags.number('cpu-rt-runtime'),
      CpusetCpus: flags.string('cpuset-cpus'),
      CpusetMems: flags.string('cpuset-mems'),
      MemoryReservation: flags.number('memory-reservation'),
      MemorySwap: flags.number('memory-swap'),
      PidsLimit: flags.number('pids-limit') === 0 ? null : flags.number('pids-limit'),
      RestartPolicy: restart === '' ? { Name: '', MaximumRetryCount: 0 } : parseRestartPolicy(restart),
    }
    const warnings: string[] = []
    const errors: string[] = []
    for (const name of args)
      try {
        const response = await containerUpdate(cli.client, name, request)
        await cli.out.line(name)
        warnings.push(...(response.Warnings ?? []))
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error
        errors.push(error.message)
      }
    if (warnings.length > 0) await cli.out.line(warnings.join('\n'))
    if (errors.length > 0) throw new CommandError(errors.join('\n'))
  },
}
