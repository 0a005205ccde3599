/** The Dockerfile front end: parser, lexer, checks. The converter (../convert) makes a graph of what it gives. */
export * from './types.ts'
export { parseDockerfile, parseTrigger, type ParseOptions } from './parse.ts'
export { BUILTIN_FEATURES, type FrontendFeatures } from './arguments.ts'
export { detectSyntax, parseDirective } from './directives.ts'
export {
  envFromList,
  expandWord,
  expandWords,
  lexWord,
  NO_ENV,
  type EnvGetter,
  type LexOptions,
  type WordResult,
} from './lex.ts'
export type { Node } from './node.ts'
export { parseLines, type ParsedFile } from './parser.ts'
export { parseMount } from './mount.ts'
export { chompHeredoc, heredocsFromLine, parseHeredoc } from './heredoc.ts'
export { checkOptionsOf, Lint, NO_CHECK_OPTIONS, parseCheckOptions, shortText } from './lint.ts'
export { finding, RULES, type Rule, type RuleName } from './rules.ts'
export { search as suggest, withSuggestion } from './suggest.ts'
