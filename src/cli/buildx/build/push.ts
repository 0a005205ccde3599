/** --push with the docker driver: the engine pushes as it does for docker push, shown as a step of the build (build.go pushWithMoby). */
import { ApiError, distributionInspect, imagePush, jsonStream } from '../../../api/client/index.ts'
import type { JsonMessage } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { familiarName, parseReference, withDefaultTag, type Reference } from '../../opts/reference.ts'
import { registryAuth } from '../../command/registry/auth.ts'
import type { Printer } from '../../progress/build/printer.ts'
import { wrapStep, type StepLog } from '../../progress/build/wrap.ts'

/** Gives the digest that the first name has in its registry; '' when it does not say. Throws CommandError. */
export async function pushAll(cli: Cli, printer: Pick<Printer, 'write'>, names: readonly string[]): Promise<string> {
  for (const name of names)
    await wrapStep(cli, printer, `pushing ${name} with docker`, (log) =>
      push(cli, withDefaultTag(parseReference(name)), log),
    )
  const first = withDefaultTag(parseReference(names[0]!))
  try {
    const { Descriptor } = await distributionInspect(cli.client, names[0]!, registryAuth(cli, first))
    return Descriptor.digest
  } catch (error) {
    if (error instanceof ApiError) throw new CommandError(error.message)
    throw error
  }
}
async function push(cli: Cli, reference: Reference, log: StepLog): Promise<void> {
  const body = await imagePush(cli.client, familiarName(reference), {
    tag: reference.tag ?? 'latest',
    auth: registryAuth(cli, reference),
  })
  const now = (): string => new Date(cli.sys.now()).toISOString()
  const layers = new Map<string, { started: string; current: number; total: number; done: boolean }>()
  let failure: string | null = null
  for await (const message of jsonStream<JsonMessage>(body)) {
    if (message.error !== undefined || message.errorDetail)
      failure = message.errorDetail?.message ?? message.error ?? ''
    if (!message.id) continue
    const id = `pushing layer ${message.id}`
    const progress = message.progressDetail
    const pushed = message.status === 'Pushed'
    let layer = layers.get(id)
    if (!layer) {
      if (progress?.current === undefined && !pushed) continue
      layer = { started: now(), current: 0, total: 0, done: false }
      layers.set(id, layer)
    }
    layer.current = progress?.current ?? layer.current
    layer.total = progress?.total ?? layer.total
    if (pushed) layer.current = layer.total
    layer.done = pushed
    send(log, id, layer, pushed ? now() : null)
  }
  for (const [id, layer] of layers) if (!layer.done) send(log, id, layer, now())
  if (failure !== null) throw new CommandError(failure)
}
function send(
  log: StepLog,
  id: string,
  { started, current, total }: { started: string; current: number; total: number },
  completed: string | null,
): void {
  log.status({ id, current, ...(total > 0 ? { total } : {}), started, ...(completed === null ? {} : { completed }) })
}
