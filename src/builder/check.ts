/**
 * docker build --check of a text that is no file yet, for editors: the same parser, conversion and rules, without a session. A base image
 * that cannot be had is an error of its FROM, as in a build; .dockerignore is not looked at (its rule is experimental).
 */
import type { LintResults } from '../api/types/index.ts'
import { callAnswer } from './call.ts'
import { convertDockerfile } from './convert/convert.ts'
import { checkOptionsOf, Lint } from './dockerfile/lint.ts'
import { parseDockerfile } from './dockerfile/parse.ts'
import { DockerfileError } from './dockerfile/types.ts'
import { BuildError, located } from './errors.ts'
import { INTERNAL, vertex } from './graph/vertex.ts'
import type { ImageHost } from './host.ts'
import { readOptions } from './options.ts'

export async function checkDockerfile(
  text: string,
  images: Pick<ImageHost, 'resolve' | 'normalise'>,
): Promise<LintResults> {
  const source = { filename: 'Dockerfile', data: text, language: 'Dockerfile' }
  let lint = new Lint()
  try {
    lint = new Lint({ ...checkOptionsOf(text), error: false })
    const file = parseDockerfile(text, { lint })
    const options = readOptions(new URLSearchParamsOf({ call: 'check' }))
    await convertDockerfile(
      file,
      options,
      {
        resolveImage: (name) => images.resolve(name, { pull: false, credentials: () => Promise.resolve(null) }),
        normalise: (name) => images.normalise(name),
        namedContext: () => Promise.resolve(null),
        ignorePatterns: () => Promise.resolve([]),
        mainContext: () =>
          vertex({ type: 'local', name: 'context', include: [], exclude: [], follow: [] }, [], '', INTERNAL),
      },
      lint,
    )
    return callAnswer.lint(lint, source, null)
  } catch (error) {
    const failure =
      error instanceof DockerfileError ? new BuildError(error.message, { ranges: error.location }) : located(error, [])
    return callAnswer.lint(lint, source, failure)
  }
}

/** One value a name is all that a check asks for. */
class URLSearchParamsOf {
  private readonly values: Readonly<Record<string, string>>
  constructor(values: Readonly<Record<string, string>>) {
    this.values = values
  }
  get(name: string): string | null {
    return this.values[name] ?? null
  }
  getAll(name: string): string[] {
    return name in this.values ? [this.values[name]!] : []
  }
  has(name: string): boolean {
    return name in this.values
  }
}
