import * as v from 'valibot'
import type { BuildRecord } from '../../api/types/index.ts'
import { kind } from './kind.ts'
import { say } from './machine.ts'

/** "[3/4] COPY a b" → "COPY a b" */
const instruction = (name: string): string => name.replace(/^\[[^\]]*\] /, '')

export const build = kind({
  name: 'build',
  doc: '`build: { tag: my:1, status: completed, cached: "RUN npm", ran: "COPY" }`: since the lesson began a build of this tag ended so, in which the step that begins with `cached` came from the cache, and the one that begins with `ran` did not.',
  args: v.strictObject({
    tag: v.optional(v.string()),
    status: v.optional(v.picklist(['completed', 'error', 'canceled']), 'completed'),
    cached: v.optional(v.string()),
    ran: v.optional(v.string()),
  }),
  async missing({ tag, status, cached, ran }, context) {
    const { body } = await context.machine.engine('GET', '/naru/builds')
    const records = (Array.isArray(body) ? (body as BuildRecord[]) : []).filter(
      (record) => Date.parse(record.created) >= context.since && record.status === status,
    )
    const full = (name: string): string => (name.includes(':') ? name : `${name}:latest`)
    const mine = records.filter(
      (record) =>
        tag === undefined || record.tags.some((other) => other.replace(/^docker\.io\/(library\/)?/, '') === full(tag)),
    )
    if (!mine.length)
      return status === 'completed'
        ? say(context, `\`${tag ?? ''}\` 빌드가 아직 없어요.`, `There is no build of \`${tag ?? ''}\` yet.`)
        : say(context, '아직 실패한 빌드가 없어요.', 'No build has failed yet.')
    const step = (record: BuildRecord, begin: string, fromCache: boolean): boolean =>
      record.vertexes.some(
        (vertex) => instruction(vertex.name).startsWith(begin) && Boolean(vertex.cached) === fromCache,
      )
    const right = mine.some(
      (record) =>
        (cached === undefined || step(record, cached, true)) && (ran === undefined || step(record, ran, false)),
    )
    if (right) return ''
    if (cached !== undefined && !mine.some((record) => step(record, cached, true)))
      return say(
        context,
        `\`${cached}\` 단계가 캐시에서 나온 빌드가 아직 없어요.`,
        `In no build did the step \`${cached}\` come from the cache.`,
      )
    return say(
      context,
      `\`${ran ?? cached}\` 단계가 다시 실행된 빌드가 아직 없어요.`,
      `In no build was the step \`${ran ?? cached}\` run again.`,
    )
  },
})
