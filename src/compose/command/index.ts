/** docker compose …: the commands of the Compose plugin. */
import { noArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { bridge } from './bridge.ts'
import { attach } from './attach.ts'
import { build } from './build.ts'
import { commit } from './commit.ts'
import { config } from './config.ts'
import { cp } from './cp.ts'
import { create } from './create.ts'
import { down } from './down.ts'
import { events } from './events.ts'
import { exec } from './exec.ts'
import { exportCommand } from './export.ts'
import { images } from './images.ts'
import { kill } from './kill.ts'
import { logs } from './logs.ts'
import { ls } from './ls.ts'
import { pause } from './pause.ts'
import { port } from './port.ts'
import { ps } from './ps.ts'
import { publish } from './publish.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { restart } from './restart.ts'
import { rm } from './rm.ts'
import { run } from './run.ts'
import { scale } from './scale.ts'
import { start } from './start.ts'
import { stats } from './stats.ts'
import { stop } from './stop.ts'
import { top } from './top.ts'
import { unpause } from './unpause.ts'
import { up } from './up.ts'
import { version } from './version.ts'
import { volumes } from './volumes.ts'
import { wait } from './wait.ts'
import { watch } from './watch.ts'

export const compose: CommandSpec = {
  use: 'compose',
  short: 'Docker Compose',
  long: 'Define and run multi-container applications with Docker',
  args: noArgs,
  persistentFlags: `
    --dry-run  Execute command in dry run mode
  `,
  flags: `
    --all-resources  Include all resources, even those not used by services
    --ansi string  Control when to print ANSI control characters ("never"|"always"|"auto") (default "auto")
    --compatibility  Run compose in backward compatibility mode
    --env-file stringArray  Specify an alternate environment file
    -f, --file stringArray  Compose configuration files
    --parallel int  Control max parallelism, -1 for unlimited (default -1)
    --profile stringArray  Specify a profile to enable
    --progress string  Set type of progress output (auto, tty, plain, json, quiet)
    --project-directory string  Specify an alternate working directory
    |(default: the path of the, first specified, Compose file)
    -p, --project-name string  Project name
  `,
  sub: [
    bridge,
    attach,
    build,
    commit,
    config,
    cp,
    create,
    down,
    events,
    exec,
    exportCommand,
    images,
    kill,
    logs,
    ls,
    pause,
    port,
    ps,
    publish,
    pull,
    push,
    restart,
    rm,
    run,
    scale,
    start,
    stats,
    stop,
    top,
    unpause,
    up,
    version,
    volumes,
    wait,
    watch,
  ],
}
