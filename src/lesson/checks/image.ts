import * as v from 'valibot'
import { kind } from './kind.ts'
import { say } from './machine.ts'

export const image = kind({
  name: 'image',
  doc: '`image: busybox:1.35`, or `image: { name: busybox, exists: false }`: an image of this name is (not) on the machine.',
  args: v.union([
    v.pipe(
      v.string(),
      v.transform((name) => ({ name, exists: true })),
    ),
    v.strictObject({ name: v.string(), exists: v.optional(v.boolean(), true) }),
  ]),
  async missing({ name, exists }, context) {
    const { status } = await context.machine.engine('GET', `/images/${name}/json`)
    if ((status === 200) === exists) return ''
    return exists
      ? say(context, `\`${name}\` 이미지가 아직 없어요.`, `There is no image \`${name}\` yet.`)
      : say(context, `\`${name}\` 이미지가 아직 남아 있어요.`, `The image \`${name}\` is still there.`)
  },
})
