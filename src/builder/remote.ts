/** What a source that is not a path is: a Git repository or a page of the web (buildkit frontend/dockerfile/dfgitutil). */
const GIT_HOST = /^(https?:\/\/)?(github\.com|gitlab\.com|bitbucket\.org)\/[^/]+\/[^/#?]+/

/** Written so that nothing but Git can be meant. */
export function isGitUrl(text: string): boolean {
  if (/^(git:\/\/|ssh:\/\/|git@[^:/]+:)/.test(text)) return true
  if (/^https?:\/\/[^#?]*\.git(\?[^#]*)?(#.*)?$/.test(text)) return true
  return /^github\.com\//.test(text) && GIT_HOST.test(text)
}
export const isHttpUrl = (text: string): boolean => /^https?:\/\//.test(text) && !isGitUrl(text)
