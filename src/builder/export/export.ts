/** What happens with the result: the image store, the client's disk, nothing. */
import type { BuildLine } from '../../api/types/index.ts'
import type { BuildRun } from '../build.ts'
import { treeOf, type Ref } from '../cache/ref.ts'
import type { Converted } from '../convert/convert.ts'
import { BuildError, textOf } from '../errors.ts'
import type { OutputOption } from '../options.ts'
import { exportLocal, exportTar } from './files.ts'
import { paced } from '../pace.ts'
import { exportImage } from './image.ts'

export async function exportResult(
  run: BuildRun,
  converted: Converted,
  result: Ref | null,
  say: (line: BuildLine) => void,
): Promise<void> {
  for (const output of run.options.outputs) {
    if (output.Type === 'cacheonly') continue
    if (output.Type === 'local') {
      await toClient(run, 'exporting to client directory', async (session, progress) =>
        exportLocal(session, treeOf(result), progress),
      )
    } else if (output.Type === 'tar') {
      await toClient(run, 'exporting to client tarball', async (session, progress) =>
        exportTar(session, treeOf(result), progress),
      )
    } else await toStore(run, converted, result, output, say)
  }
  say({ id: 'naru.exporter', aux: { ...run.exported, 'buildx.build.ref': `default/default/${run.build.ref}` } })
}
async function toStore(
  run: BuildRun,
  converted: Converted,
  result: Ref | null,
  output: OutputOption,
  say: (line: BuildLine) => void,
): Promise<void> {
  const { host, store } = run.world
  const names = [...run.options.tags, ...(output.Attrs['name'] ?? '').split(',').filter((name) => name !== '')]
  const tags = [...new Set(names.map((name) => checked(run, name)))]
  const id = await run.step('exporting to image', async (digest) => {
    const status = (text: string, done: boolean): void => run.progress.status(digest, text, 0, 0, done)
    status('exporting layers', false)
    await paced(host.clock, run.signal, 'layers')
    const made = await exportImage({
      images: host.images,
      clock: host.clock,
      store,
      top: result,
      draft: converted.image,
      baseHistory: converted.baseHistory,
      epoch: run.options.epoch,
      inlineCache: run.options.inlineCache,
    })
    status('exporting layers', true)
    run.signal.check()
    status(`writing image ${made}`, false)
    status(`writing image ${made}`, true)
    for (const tag of tags) {
      const shown = `naming to ${tag.replace(/:latest$/, '')}`
      status(shown, false)
      host.images.tag(made, tag)
      status(shown, true)
    }
    return made
  })
  run.build.image = id
  run.build.tags = tags
  run.exported = {
    'containerimage.config.digest': id,
    'containerimage.digest': id,
    ...(tags.length ? { 'image.name': tags.join(',') } : {}),
  }
  say({ id: 'moby.image.id', aux: { ID: id } })
}
function checked(run: BuildRun, name: string): string {
  try {
    return run.world.host.images.checkTag(name)
  } catch (error) {
    throw new BuildError(`invalid tag ${JSON.stringify(name)}: ${textOf(error)}`)
  }
}
async function toClient(
  run: BuildRun,
  name: string,
  work: (session: Awaited<ReturnType<BuildRun['session']>>, progress: (bytes: number) => void) => Promise<void>,
): Promise<void> {
  await run.step(name, async (digest) => {
    const session = await run.session()
    const text = name === 'exporting to client directory' ? 'copying files' : 'sending tarball'
    let last = 0
    await work(session, (bytes) => {
      last = bytes
      run.progress.status(digest, text, bytes, 0, false)
    })
    run.progress.status(digest, text, last, 0, true)
  })
}
