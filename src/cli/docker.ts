/** The root of the docker command (cmd/docker/docker.go, cli/command/commands). */
import { GIT_COMMIT, VERSION } from './framework/cli.ts'
import { anyArgs } from './framework/args.ts'
import type { Command, CommandSpec } from './framework/command.ts'
import { CommandError } from './framework/errors.ts'
import { fixed } from './framework/complete.ts'
import { configureGlobals, GLOBAL_VALUES, globalFlags, LOG_LEVELS } from './framework/globals.ts'
import { runProgram, showHelp, type ProgramSpec } from './framework/main.ts'
import { builder } from './command/builder/index.ts'
import { build } from './command/builder/build.ts'
import { bake } from './command/builder/bake.ts'
import { checkpoint } from './command/checkpoint/index.ts'
import { attach } from './command/container/attach.ts'
import { commit } from './command/container/commit.ts'
import { cp } from './command/container/cp.ts'
import { create } from './command/container/create.ts'
import { diff } from './command/container/diff.ts'
import { exec } from './command/container/exec.ts'
import { exportContainer } from './command/container/export.ts'
import { container } from './command/container/index.ts'
import { kill } from './command/container/kill.ts'
import { logs } from './command/container/logs.ts'
import { ps } from './command/container/ls.ts'
import { pause } from './command/container/pause.ts'
import { port } from './command/container/port.ts'
import { rename } from './command/container/rename.ts'
import { restart } from './command/container/restart.ts'
import { rm } from './command/container/rm.ts'
import { run } from './command/container/run.ts'
import { start } from './command/container/start.ts'
import { stats } from './command/container/stats.ts'
import { stop } from './command/container/stop.ts'
import { top } from './command/container/top.ts'
import { unpause } from './command/container/unpause.ts'
import { update } from './command/container/update.ts'
import { wait } from './command/container/wait.ts'
import { contextNames } from './command/context/completion.ts'
import { context } from './command/context/index.ts'
import { history } from './command/image/history.ts'
import { importImage } from './command/image/import.ts'
import { image } from './command/image/index.ts'
import { load } from './command/image/load.ts'
import { images } from './command/image/ls.ts'
import { pull } from './command/image/pull.ts'
import { push } from './command/image/push.ts'
import { rmi } from './command/image/rm.ts'
import { save } from './command/image/save.ts'
import { tag } from './command/image/tag.ts'
import { manifest } from './command/manifest/index.ts'
import { network } from './command/network/index.ts'
import { plugin } from './command/plugin/index.ts'
import { login } from './command/registry/login.ts'
import { logout } from './command/registry/logout.ts'
import { search } from './command/registry/search.ts'
import { config } from './command/swarm/config.ts'
import { node } from './command/swarm/node.ts'
import { secret } from './command/swarm/secret.ts'
import { service } from './command/swarm/service.ts'
import { stack } from './command/swarm/stack.ts'
import { swarm } from './command/swarm/swarm.ts'
import { events } from './command/system/events.ts'
import { system } from './command/system/index.ts'
import { info } from './command/system/info.ts'
import { inspectCommand } from './command/system/inspect.ts'
import { version } from './command/system/version.ts'
import { trust } from './command/trust/index.ts'
import { volume } from './command/volume/index.ts'
import { pluginCommands, pluginFor } from './plugin/dispatch.ts'

/** "Common Commands" of the root's help, in their order. */
const TOP: readonly (readonly [CommandSpec, number])[] = [
  [run, 1],
  [exec, 2],
  [ps, 3],
  [build, 4],
  [bake, 4.5],
  [pull, 5],
  [push, 6],
  [images, 7],
  [login, 8],
  [logout, 9],
  [search, 10],
  [version, 11],
  [info, 12],
]
const help: CommandSpec = {
  use: 'help [command]',
  short: 'Help about the command',
  args: anyArgs,
  hidden: true,
  run: async ({ cli, command, args }) => {
    const unknown = (): never => {
      throw new CommandError(`unknown help topic: ${args.join(' ')}`)
    }
    let at: Command = command.root
    for (const word of args) at = at.child(word) ?? unknown()
    await showHelp(cli, PROGRAM, at, cli.out)
  },
}
const ROOT: CommandSpec = {
  use: 'docker [OPTIONS] COMMAND [ARG...]',
  short: 'A self-sufficient runtime for containers',
  additionalHelp: 'For more help on how to use Docker, head to https://docs.docker.com/go/guides/',
  args: (_command, args) =>
    args.length === 0
      ? null
      : `docker: unknown command: docker ${args[0]!}\n\nRun 'docker --help' for more information`,
  flags: (cli) => `${globalFlags(cli)}\n-v, --version  Print version information and quit`,
  values: GLOBAL_VALUES,
  completeFlags: { context: contextNames(-1), 'log-level': fixed(LOG_LEVELS) },
  sub: [
    ...TOP.map(([spec, top]) => ({ ...spec, top })),
    attach,
    builder,
    checkpoint,
    commit,
    config,
    container,
    context,
    cp,
    create,
    diff,
    events,
    exportContainer,
    help,
    history,
    image,
    importImage,
    inspectCommand,
    kill,
    load,
    logs,
    manifest,
    network,
    node,
    pause,
    plugin,
    port,
    rename,
    restart,
    rm,
    rmi,
    save,
    secret,
    service,
    stack,
    start,
    stats,
    stop,
    swarm,
    system,
    tag,
    top,
    trust,
    unpause,
    update,
    volume,
    wait,
  ],
}
const PROGRAM: ProgramSpec = {
  root: ROOT,
  version: `Docker version ${VERSION}, build ${GIT_COMMIT}`,
  configure: configureGlobals,
  plugin: pluginFor,
  prepare: pluginCommands,
}
export const docker = runProgram(PROGRAM)
