/**
 * The build button: which folder it builds, under which name, with which command. The command is the real one and runs in a terminal, so
 * that a learner sees what to type the next time.
 */
import { isDockerfile } from './languages.ts'
import { folderOf, HOME, isWithin, nameOf, shellWord, tilde } from './files/paths.ts'

/** A name with an optional tag, as docker build -t takes it (distribution/reference). */
const HOST = /(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9-]+)*(?::\d+)?\/)?/.source
const PART = /[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*/.source
const REFERENCE = new RegExp(`^${HOST}${PART}(?:/${PART})*(?::[\\w][\\w.-]{0,127})?$`)

export const validTag = (tag: string): boolean => REFERENCE.test(tag)

/** "My App" → "my-app"; the home itself: "app". */
export function defaultTag(folder: string): string {
  const name = folder === HOME ? '' : nameOf(folder)
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .replace(/[._-]{2,}/g, '-')
  return plain || 'app'
}

/** `cwd`: directory of the shell that will run it; null: unknown. */
export function buildCommand(dockerfile: string, tag: string, cwd: string | null): string {
  const folder = folderOf(dockerfile)
  const here = cwd === folder
  const plain = nameOf(dockerfile) === 'Dockerfile'
  const file = plain ? '' : ` -f ${shellWord(here ? nameOf(dockerfile) : tilde(dockerfile))}`
  return `docker build -t ${tag}${file} ${here ? '.' : shellWord(tilde(folder))}`
}

export class BuildTool {
  /** Chosen names by Dockerfile. */
  tags: Record<string, string> = $state({})
  /** The Dockerfile that was worked on last. */
  private last: string | null = $state(null)

  /** Of the file in front: itself, or the Dockerfile whose folder it is in. */
  target(active: string | null): string | null {
    if (active && isDockerfile(active)) return active
    if (this.last && (!active || isWithin(active, folderOf(this.last)))) return this.last
    return null
  }
  /** A file came to the front; `exists`: of paths. */
  worked(active: string, exists: (path: string) => boolean): void {
    if (isDockerfile(active)) this.last = active
    else
      for (let folder = folderOf(active); isWithin(folder, HOME); folder = folderOf(folder))
        if (exists(`${folder}/Dockerfile`)) {
          this.last = `${folder}/Dockerfile`
          return
        }
  }
  forget(path: string): void {
    if (this.last && isWithin(this.last, path)) this.last = null
  }
  tag(dockerfile: string): string {
    return this.tags[dockerfile] ?? defaultTag(folderOf(dockerfile))
  }
}
