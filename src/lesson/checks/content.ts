/** Checks on what containers wrote, served or stored. */
import * as v from 'valibot'
import { decode } from '../../base/bytes.ts'
import { kind } from './kind.ts'
import { say } from './machine.ts'

export const logs = kind({
  name: 'logs',
  doc: '`logs: { container: web, contains: "text" }`: the container printed it.',
  args: v.strictObject({ container: v.string(), contains: v.string() }),
  async missing({ container, contains }, context) {
    const { status, body } = await context.machine.engine('GET', `/containers/${container}/logs?stdout=1&stderr=1`)
    if (status === 404)
      return say(context, `\`${container}\` 컨테이너가 아직 없어요.`, `There is no container \`${container}\` yet.`)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return text.includes(contains)
      ? ''
      : say(
          context,
          `\`${container}\` 의 로그에 \`${contains}\` 가 아직 없어요.`,
          `The logs of \`${container}\` do not hold \`${contains}\` yet.`,
        )
  },
})

export const http = kind({
  name: 'http',
  doc: '`http: { url: "http://127.0.0.1:818/", contains: "It works" }`: the host gets this page.',
  args: v.strictObject({ url: v.string(), contains: v.optional(v.string(), ''), status: v.optional(v.number()) }),
  async missing({ url, contains, status }, context) {
    const reply = await context.machine.http(url)
    if ('error' in reply) return say(context, `\`${url}\` 이 아직 응답하지 않아요.`, `\`${url}\` does not answer yet.`)
    if (status !== undefined && reply.status !== status)
      return say(context, `\`${url}\` 이 ${reply.status} 로 응답해요.`, `\`${url}\` answers with ${reply.status}.`)
    return decode(reply.body).includes(contains)
      ? ''
      : say(
          context,
          `\`${url}\` 의 페이지에 \`${contains}\` 가 보이지 않아요.`,
          `The page at \`${url}\` does not show \`${contains}\`.`,
        )
  },
})

export const file = kind({
  name: 'file',
  doc: '`file: { path: /home/student/x, contains: "text", exists: true }`: a file on the host.',
  args: v.strictObject({ path: v.string(), contains: v.optional(v.string()), exists: v.optional(v.boolean(), true) }),
  async missing({ path, contains, exists }, context) {
    const data = await context.machine.readFile(path)
    if (!exists)
      return data ? say(context, `\`${path}\` 파일이 아직 남아 있어요.`, `The file \`${path}\` is still there.`) : ''
    if (!data) return say(context, `\`${path}\` 파일이 아직 없어요.`, `There is no file \`${path}\` yet.`)
    if (contains === undefined || decode(data).includes(contains)) return ''
    return say(
      context,
      `\`${path}\` 파일에 \`${contains}\` 가 없어요.`,
      `The file \`${path}\` does not hold \`${contains}\`.`,
    )
  },
})

export const containerFile = kind({
  name: 'container_file',
  doc: '`container_file: { container: web, path: /etc/x, contains: "text" }`: a file inside a container.',
  args: v.strictObject({ container: v.string(), path: v.string(), contains: v.optional(v.string(), '') }),
  async missing({ container, path, contains }, context) {
    const { status, body } = await context.machine.engine(
      'GET',
      `/containers/${container}/archive?path=${encodeURIComponent(path)}`,
    )
    if (status !== 200)
      return say(
        context,
        `\`${container}\` 컨테이너에 \`${path}\` 파일이 아직 없어요.`,
        `There is no file \`${path}\` in \`${container}\` yet.`,
      )
    // A tar holds a file's bytes as they are, so that text can be looked for in it.
    if (typeof body === 'string' && body.includes(contains)) return ''
    return say(
      context,
      `\`${path}\` 파일에 \`${contains}\` 가 없어요.`,
      `The file \`${path}\` does not hold \`${contains}\`.`,
    )
  },
})
