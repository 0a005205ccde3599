/**
 * The Dockerfile instruction behind a layer, as people wrote it: history keeps "/bin/sh -c #(nop) CMD …" of the classic builder and
 * "RUN /bin/sh -c … # buildkit" of BuildKit.
 */
export interface Instruction {
  /** RUN, COPY, …; '' where the history does not name one (debian.sh, docker import, docker commit). */
  verb: string
  rest: string
}

const VERBS =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\b\s*/
/** "|2 A=1 B=two words /bin/sh -c ": the build arguments that a RUN saw, and its shell. */
const SHELL = /^(?:\|\d+ .*?)?\/bin\/(?:ba|a|da)?sh (?:-\w+ (?:pipefail )?)*-\w*c /s

export function instruction(createdBy: string): Instruction {
  const text = createdBy.replace(/\s*# buildkit\s*$/, '').trim()
  const nop = /^\/bin\/sh -c #\(nop\)\s*/.exec(text)
  const line = nop ? text.slice(nop[0].length) : text
  const verb = VERBS.exec(line)
  if (verb) {
    const rest = line.slice(verb[0].length)
    return { verb: verb[1]!, rest: verb[1] === 'RUN' ? rest.replace(SHELL, '') : rest }
  }
  const shell = nop ? null : SHELL.exec(line)
  return shell ? { verb: 'RUN', rest: line.slice(shell[0].length) } : { verb: '', rest: line.replace(/^#\s*/, '') }
}

/** In one row. */
export function oneLine({ verb, rest }: Instruction): string {
  return `${verb} ${rest.replace(/\s+/g, ' ')}`.trim()
}
/** As it may have stood in the Dockerfile: history folds lines, but keeps their indentation. */
export function manyLines({ verb, rest }: Instruction): string {
  return `${verb} ${rest
    .split(/\n|\s*\\\n|\s*\t\s*|(?<=[;&|]) {2,}|(?<=&&) (?=\S)/)
    .map((line) => line.trim().replace(/ {2,}/g, ' '))
    .filter(Boolean)
    .join('\n  ')}`.trim()
}
