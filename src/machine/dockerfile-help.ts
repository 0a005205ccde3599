/** What the page's editor asks about Dockerfiles: the build checks of a text, and the images that FROM can name. Fetched when first asked. */
import type { LintResults } from '../api/types/index.ts'
import { checkDockerfile } from '../builder/check.ts'
import { CATALOG } from '../registry/catalog/index.ts'
import type { Docker } from './docker.ts'

export const lintDockerfile = ({ images }: Docker, text: string): Promise<LintResults> => checkDockerfile(text, images)

/** As they are written: "httpd:2.4", "docker/whalesay:latest". Those of the machine first. */
export function imageNames({ engine }: Docker): string[] {
  const local = engine.view().images.flatMap(({ tags }) => tags)
  const remote = CATALOG.flatMap(({ repository, tags }) =>
    tags.map((tag) => `${repository.replace(/^library\//, '')}:${tag}`),
  )
  return [...new Set([...local, ...remote])]
}
