import * as v from 'valibot'
import type { ImageHistoryItem, ImageInspect, ImageLayers, LayerFiles } from '../../api/types/index.ts'
import { kind } from './kind.ts'
import { say, type CheckContext } from './machine.ts'
import { matchesPattern } from './pattern.ts'

const ImageArgs = v.strictObject({
  name: v.string(),
  exists: v.optional(v.boolean(), true),
  /** Both names mean one image. */
  same: v.optional(v.string()),
  /** "NAME=value", or "NAME" for any value; labels too. */
  env: v.optional(v.string()),
  label: v.optional(v.string()),
  /** Whole words joined by spaces. */
  cmd: v.optional(v.string()),
  entrypoint: v.optional(v.string()),
  workdir: v.optional(v.string()),
  user: v.optional(v.string()),
  /** "80/tcp" */
  port: v.optional(v.string()),
  /** A step of its history; may end in `*`. */
  step: v.optional(v.string()),
  /** At most so many megabytes. */
  megabytes: v.optional(v.number()),
  /** A path that some layer adds; and one that none may have. */
  file: v.optional(v.string()),
  lacks: v.optional(v.string()),
})
type Args = v.InferOutput<typeof ImageArgs>

const pairs = (list: readonly string[] | null | undefined): string[] => [...(list ?? [])]
const named = (list: readonly string[], wanted: string): boolean =>
  wanted.includes('=') ? list.includes(wanted) : list.some((entry) => entry.startsWith(`${wanted}=`))

/** What is set in the configuration and should be something else; '' when all is as wanted. */
function configured(inspect: ImageInspect, wanted: Args, context: CheckContext): string {
  const name = `\`${wanted.name}\``
  const config = inspect.Config
  const lacks = (what: string, value: string): string =>
    say(context, `${name} 이미지에 ${what} \`${value}\` 가 없어요.`, `The image ${name} lacks ${what} \`${value}\`.`)
  if (wanted.env !== undefined && !named(pairs(config?.Env), wanted.env)) return lacks('ENV', wanted.env)
  const labels = Object.entries(config?.Labels ?? {}).map(([key, value]) => `${key}=${value}`)
  if (wanted.label !== undefined && !named(labels, wanted.label)) return lacks('LABEL', wanted.label)
  if (wanted.port !== undefined && !config?.ExposedPorts?.[wanted.port]) return lacks('EXPOSE', wanted.port)
  const lines: [string, string | undefined, string][] = [
    ['CMD', wanted.cmd, pairs(config?.Cmd).join(' ')],
    ['ENTRYPOINT', wanted.entrypoint, pairs(config?.Entrypoint).join(' ')],
    ['WORKDIR', wanted.workdir, config?.WorkingDir ?? ''],
    ['USER', wanted.user, config?.User ?? ''],
  ]
  for (const [what, want, have] of lines)
    if (want !== undefined && want !== have)
      return say(
        context,
        `${name} 이미지의 ${what} 가 \`${want}\` 여야 하는데 지금은 ${have ? `\`${have}\`` : '비어'} 있어요.`,
        `${what} of ${name} should be \`${want}\`, and is ${have ? `\`${have}\`` : 'empty'}.`,
      )
  return ''
}

async function has(context: CheckContext, name: string, path: string): Promise<boolean> {
  const wanted = path.replace(/^\/|\/$/g, '')
  const layers = (await context.machine.engine('GET', `/naru/images/${name}/layers`)).body as ImageLayers
  // The topmost layer that speaks of it decides.
  for (const layer of layers.layers.filter(({ diffId }) => diffId !== '').reverse()) {
    const { body } = await context.machine.engine('GET', `/naru/images/${name}/layers/${layer.chainId}`)
    const found = (body as LayerFiles).files.find((file) => file.path.replace(/^\//, '') === wanted)
    if (found) return found.change !== 'removed'
  }
  return false
}

export const image = kind({
  name: 'image',
  doc: '`image: busybox:1.35`, or `image: { name, exists, same, env, label, cmd, entrypoint, workdir, user, port, step, megabytes, file, lacks }`: an image of this name is (with `exists: false`: is not) on the machine and has all that is given; `same: other:tag` is the same image, `step: "COPY *"` is in its history, `megabytes` is the most that it may weigh, `file` is in it and `lacks` is not.',
  args: v.union([
    v.pipe(
      v.string(),
      v.transform((name): Args => ({ name, exists: true })),
    ),
    ImageArgs,
  ]),
  async missing(args, context) {
    const { name, exists } = args
    const { status, body } = await context.machine.engine('GET', `/images/${name}/json`)
    if (!exists)
      return status === 200
        ? say(context, `\`${name}\` 이미지가 아직 남아 있어요.`, `The image \`${name}\` is still there.`)
        : ''
    if (status !== 200) return say(context, `\`${name}\` 이미지가 아직 없어요.`, `There is no image \`${name}\` yet.`)
    const inspect = body as ImageInspect
    const wrong = configured(inspect, args, context)
    if (wrong) return wrong
    if (args.same !== undefined) {
      const other = (await context.machine.engine('GET', `/images/${args.same}/json`)).body as Partial<ImageInspect>
      if (other.Id !== inspect.Id)
        return say(
          context,
          `\`${name}\` 과 \`${args.same}\` 이 아직 같은 이미지가 아니에요.`,
          `\`${name}\` and \`${args.same}\` are not the same image yet.`,
        )
    }
    if (args.step !== undefined) {
      const history = (await context.machine.engine('GET', `/images/${name}/history`)).body as ImageHistoryItem[]
      if (!history.some(({ CreatedBy }) => matchesPattern(CreatedBy, args.step!)))
        return say(
          context,
          `\`${name}\` 의 history에 \`${args.step}\` 단계가 없어요.`,
          `The history of \`${name}\` has no step \`${args.step}\`.`,
        )
    }
    const weight = Math.round((inspect.Size ?? 0) / 1e6)
    if (args.megabytes !== undefined && weight > args.megabytes)
      return say(
        context,
        `\`${name}\` 이미지가 ${weight}MB예요. ${args.megabytes}MB보다 가벼워야 해요.`,
        `The image \`${name}\` weighs ${weight} MB; ${args.megabytes} MB is the most it may.`,
      )
    if (args.file !== undefined && !(await has(context, name, args.file)))
      return say(
        context,
        `\`${name}\` 이미지 안에 \`${args.file}\` 이 없어요.`,
        `There is no \`${args.file}\` in the image \`${name}\`.`,
      )
    if (args.lacks !== undefined && (await has(context, name, args.lacks)))
      return say(
        context,
        `\`${name}\` 이미지 안에 \`${args.lacks}\` 이 들어 있어요.`,
        `\`${args.lacks}\` is in the image \`${name}\`.`,
      )
    return ''
  },
})
