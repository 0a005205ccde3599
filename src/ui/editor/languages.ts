/** Which of Monaco's languages (and our own few, monaco/grammars.ts) a file is written in, by its name. */
import { nameOf } from './files/paths.ts'

const EXTENSIONS: Record<string, string> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  html: 'html',
  htm: 'html',
  xml: 'xml',
  svg: 'xml',
  css: 'css',
  json: 'json',
  md: 'markdown',
  sh: 'shell',
  bash: 'shell',
  yml: 'yaml',
  yaml: 'yaml',
  ini: 'ini',
  cfg: 'ini',
  cnf: 'ini',
  toml: 'ini',
  env: 'ini',
  properties: 'ini',
  conf: 'conf',
  php: 'php',
  sql: 'sql',
  go: 'go',
  c: 'cpp',
  h: 'cpp',
  cpp: 'cpp',
  java: 'java',
  hcl: 'hcl',
}
const SHELL = new Set(['.bashrc', '.profile', '.bash_profile', '.bash_logout', '.bash_aliases'])

export const isDockerfile = (path: string): boolean =>
  /^(docker|container)file(\..+)?$/i.test(nameOf(path))
    ? !/\.dockerignore$/.test(path)
    : /\.(docker|container)file$/i.test(nameOf(path))
export const isCompose = (path: string): boolean => /^(docker-)?compose(\.[\w.-]+)?\.ya?ml$/.test(nameOf(path))

export function languageOf(path: string): string {
  const name = nameOf(path)
  if (isDockerfile(path)) return 'dockerfile'
  if (/^\.(docker|git|npm)ignore$|\.dockerignore$/.test(name)) return 'ignore'
  if (SHELL.has(name)) return 'shell'
  if (/^\.env(\..+)?$/.test(name)) return 'ini'
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase()
  return (extension && EXTENSIONS[extension]) || 'plaintext'
}
