/** Colours for what Monaco has no grammar of, or none as good: Dockerfiles, ignore files, JSON without a worker, nginx- and httpd-like configuration. */
import type { languages } from 'monaco-editor/editor'
import type { Monaco } from './monaco.ts'

type Grammar = languages.IMonarchLanguage

const INSTRUCTIONS =
  'ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR'
/** What the rest of an instruction is made of. Lines come with their end (includeLF), or a state could not end with a line. */
const words: languages.IMonarchLanguageRule[] = [
  [/\$\{[^}\n]*\}|\$\w+/, 'variable'],
  [/"(?:[^"\\\n]|\\.)*"/, 'string'],
  [/'[^'\n]*'/, 'string'],
  [/--?[a-zA-Z][\w-]*/, 'flag'],
  [/[[\]{},;|&<>()=]/, 'delimiter'],
  [/[^\s$"'[\]{},;|&<>()=\\]+/, ''],
]
const dockerfile: Grammar = {
  ignoreCase: true,
  includeLF: true,
  defaultToken: '',
  tokenizer: {
    root: [
      [/^\s*#\s*(syntax|escape|check)\s*=.*/, 'metatag'],
      [/^\s*#.*/, 'comment'],
      [/^(\s*)(ONBUILD)(\s+)/, ['', 'keyword', { token: '', next: '@start' }]],
      [/^(\s*)(FROM)\b/, ['', { token: 'keyword', next: '@from' }]],
      [new RegExp(`^(\\s*)(${INSTRUCTIONS})\\b`), ['', { token: 'keyword', next: '@args' }]],
      [/^\s*\S+/, { token: '', next: '@args' }],
    ],
    start: [
      [new RegExp(`(?:${INSTRUCTIONS})\\b`), { token: 'keyword', switchTo: '@args' }],
      [/\n/, '', '@pop'],
    ],
    from: [
      [/\\[ \t]*\n/, 'delimiter'],
      [/\n/, '', '@pop'],
      [/\bAS\b/, 'keyword'],
      [/--[\w-]+/, 'flag'],
      [/\$\{[^}\n]*\}|\$\w+/, 'variable'],
      [/[^\s$]+/, 'type'],
    ],
    args: [
      [/<<-?[ \t]*["']?(\w+)["']?/, { token: 'string.escape', switchTo: '@heredoc.$1' }],
      [/\\[ \t]*\n/, { token: 'delimiter', next: '@more' }],
      [/\n/, '', '@pop'],
      ...words,
    ],
    // After a line that ends in a backslash; comments and empty lines in between do not end the instruction.
    more: [
      [/^\s*#.*\n/, 'comment'],
      [/^\s*\n/, ''],
      [/(?=\S)/, { token: '', next: '@pop' }],
      [/\s+/, ''],
    ],
    heredoc: [
      [/^\s*(\w+)[ \t]*\n/, { cases: { '$1==$S2': { token: 'string.escape', next: '@pop' }, '@default': 'string' } }],
      [/\$\{[^}\n]*\}|\$\w+/, 'variable'],
      [/[^$\n]+/, 'string'],
      [/[$\n]/, 'string'],
    ],
  },
}
const ignore: Grammar = {
  defaultToken: 'string',
  tokenizer: {
    root: [
      [/^\s*#.*$/, 'comment'],
      [/^\s*!/, 'negation'],
      [/[*?]+|\[[^\]]*\]/, 'keyword'],
      [/\//, 'delimiter'],
    ],
  },
}
const json: Grammar = {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'constant'],
      [/[{}[\],:]/, 'delimiter'],
      [/\/\/.*$/, 'comment'],
    ],
  },
}
const conf: Grammar = {
  defaultToken: '',
  tokenizer: {
    root: [
      [/^\s*#.*$/, 'comment'],
      [/(<\/?)([\w-]+)/, ['delimiter', 'tag']],
      [/^\s*[\w.-]+/, 'keyword'],
      [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/, 'string'],
      [/\$\{?\w+\}?|%\{[^}]*\}/, 'variable'],
      [/\b\d+[kmgKMGsmhd]?\b/, 'number'],
      [/#.*$/, 'comment'],
      [/[{};<>=]/, 'delimiter'],
    ],
  },
}
const pairs = [
  { open: '{', close: '}' },
  { open: '[', close: ']' },
  { open: '(', close: ')' },
  { open: '"', close: '"', notIn: ['string', 'comment'] },
  { open: "'", close: "'", notIn: ['string', 'comment'] },
]
const configuration = (comment: string): languages.LanguageConfiguration => ({
  comments: { lineComment: comment },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: pairs,
  surroundingPairs: pairs,
})

export function registerGrammars(monaco: Monaco): void {
  for (const [id, grammar] of Object.entries({ dockerfile, ignore, json, conf })) {
    monaco.languages.register({ id })
    monaco.languages.setMonarchTokensProvider(id, grammar)
    monaco.languages.setLanguageConfiguration(id, configuration(id === 'json' ? '//' : '#'))
  }
  monaco.languages.setLanguageConfiguration('dockerfile', {
    ...configuration('#'),
    wordPattern: /[^\s"'=,[\]$:;|&<>]+/,
    // The line after one that goes on is indented; the one after it keeps its indentation.
    onEnterRules: [
      {
        beforeText: /^\S.*\\\s*$/,
        action: { indentAction: monaco.languages.IndentAction.None, appendText: '    ' },
      },
    ],
  })
}
