/** What can come next in a Dockerfile. Knows the machine's images and the build folder through `world`. */
import { locale } from '../../shared/locale.svelte.ts'
import { BUILTIN_ARGS, DIRECTIVES, INSTRUCTIONS, MOUNT_KEYS, type FlagDoc, type Said } from './docs.ts'
import { instructionDoc } from './hover.ts'
import { t } from './messages.ts'
import { linesOf, spotAt, stagesOf, variablesAt, type Spot } from './text.ts'

export interface World {
  /** Names that FROM can use, "httpd:2.4"; those of the machine first. */
  images(): Promise<readonly string[]>
  /** Names of images that are on the machine, with size (bytes) and number of layers. */
  local(): readonly { name: string; size: number; layers: number }[]
  /** Entries of a folder, relative to the build folder; '' is that folder itself. */
  list(folder: string): Promise<readonly { name: string; type: string }[]>
}
export type SuggestionKind =
  'instruction' | 'flag' | 'value' | 'image' | 'stage' | 'file' | 'folder' | 'variable' | 'snippet'
export interface Suggestion {
  label: string
  kind: SuggestionKind
  /** A snippet (${1:x}) when `snippet` is set, else plain text. */
  insert: string
  snippet?: boolean
  detail?: string
  documentation?: string
  /** Columns that it takes the place of, zero-based, in the cursor's row. */
  from: number
  /** Earlier ones come first. */
  order: number
  /** Something follows at once: suggest again. */
  again?: boolean
}

const said = (doc: Said): string => doc[locale.language]
const COMMON = [
  'FROM',
  'RUN',
  'COPY',
  'WORKDIR',
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'ARG',
  'USER',
  'ADD',
  'LABEL',
  'VOLUME',
  'HEALTHCHECK',
]

export async function complete(text: string, row: number, column: number, world: World): Promise<Suggestion[]> {
  const current = (text.split(/\r?\n/)[row] ?? '').slice(0, column)
  // Monaco's own matching is fuzzy: "app" and Enter would become "/app".
  return (await candidates(text, row, column, world)).filter(({ kind, insert, from }) => {
    const typed = current.slice(from).toLowerCase()
    if (kind === 'value') return insert.toLowerCase().startsWith(typed)
    return kind !== 'image' || insert.toLowerCase().includes(typed)
  })
}
async function candidates(text: string, row: number, column: number, world: World): Promise<Suggestion[]> {
  const rows = text.split(/\r?\n/)
  const current = (rows[row] ?? '').slice(0, column)
  const spot = spotAt(text, row, column)
  if (/^\s*#/.test(current)) return row < 3 ? directives(current) : []
  const variable = /\$\{?(\w*)$/.exec(current)
  if (variable && spot.line) return variables(text, row, column, variable)
  const starting = /^\s*(?:ONBUILD\s+)?\w*$/i.test(current) && (!spot.line || spot.line.start === row)
  if (starting) return instructions(text, rows, row, current)
  if (!spot.line) return []
  const instruction = spot.line.instruction === 'ONBUILD' ? (spot.words[0]?.toUpperCase() ?? '') : spot.line.instruction
  if (spot.word.startsWith('-')) {
    const inner = await flagValue(instruction, spot, text, world)
    return inner ?? flags(instruction, spot)
  }
  switch (instruction) {
    case 'FROM':
      return from(spot, text, world)
    case 'COPY':
    case 'ADD':
      return spot.before.includes('--from=') ? stageFolders(spot, text) : files(spot, world)
    default:
      return values(instruction, spot)
  }
}

function instructions(text: string, rows: readonly string[], row: number, current: string): Suggestion[] {
  const word = /\w*$/.exec(current)?.[0] ?? ''
  const from = current.length - word.length
  const onbuild = /^\s*ONBUILD\s/i.test(current)
  const empty = !text.trim() || text.trim() === word
  const lower =
    word !== '' &&
    word === word.toLowerCase() &&
    linesOf(text).some(({ text: line }) => /^\s*[a-z]/.test(line) && line.trim() !== word)
  const found: Suggestion[] = Object.entries(INSTRUCTIONS)
    .filter(([name]) => name !== 'MAINTAINER' && !(onbuild && ['FROM', 'ONBUILD'].includes(name)))
    .map(([name, doc]) => ({
      label: lower ? name.toLowerCase() : name,
      kind: 'instruction',
      insert: `${lower ? name.toLowerCase() : name} `,
      detail: said(doc)
        .replace(/[*`]/g, '')
        .split(/(?<=[.요])\s/)[0],
      documentation: instructionDoc(name),
      from,
      order: empty && name === 'FROM' ? 0 : COMMON.includes(name) ? COMMON.indexOf(name) + 1 : 30,
      again: true,
    }))
  if (empty)
    found.push({
      label: t('df.completion.skeleton'),
      kind: 'snippet',
      insert: 'FROM ${1:busybox:1.35}\n\nWORKDIR ${2:/app}\nCOPY ${3:. .}\n\nCMD [${4:"sh", "hello.sh"}]\n',
      snippet: true,
      documentation: t('df.completion.skeleton.body'),
      from,
      order: 40,
    })
  void rows
  void row
  return found
}

function directives(current: string): Suggestion[] {
  const match = /^\s*#\s*(\w*)$/.exec(current)
  if (!match) return []
  return DIRECTIVES.map((directive, order) => ({
    label: directive.name,
    kind: 'value',
    insert: `${directive.name}=${directive.value}`,
    documentation: said(directive),
    from: current.length - match[1]!.length,
    order,
  }))
}

function flags(instruction: string, spot: Spot): Suggestion[] {
  const known = INSTRUCTIONS[instruction]?.flags ?? []
  return known
    .filter(
      ({ name }) => name === 'mount' || name === 'exclude' || !spot.words.some((word) => word.startsWith(`--${name}`)),
    )
    .map((flag, order) => ({
      label: `--${flag.name}`,
      kind: 'flag',
      insert: flag.values?.length === 0 ? `--${flag.name} ` : `--${flag.name}=`,
      documentation: said(flag),
      from: spot.from,
      order,
      again: true,
    }))
}
/** Behind the "=" of a flag; null: not there yet. */
async function flagValue(instruction: string, spot: Spot, text: string, world: World): Promise<Suggestion[] | null> {
  const match = /^--([\w-]+)=(.*)$/.exec(spot.word)
  if (!match) return null
  const [, name = '', value = ''] = match
  const at = spot.from + spot.word.length - value.length
  if (name === 'mount') return mount(value, at, text, spot, world)
  if (name === 'from') return sources(text, spot, at, await world.images())
  const flag = INSTRUCTIONS[instruction]?.flags.find((flag) => flag.name === name)
  return plain(flag?.values ?? [], at, flag)
}
const plain = (values: readonly string[], from: number, doc?: FlagDoc): Suggestion[] =>
  values.map((value, order) => ({
    label: value,
    kind: 'value',
    insert: value,
    documentation: doc && said(doc),
    from,
    order,
  }))

async function mount(value: string, at: number, text: string, spot: Spot, world: World): Promise<Suggestion[]> {
  const parts = value.split(',')
  const last = parts.at(-1)!
  const start = at + value.length - last.length
  const type = /(?:^|,)type=(\w+)/.exec(value)?.[1] ?? (value.includes('type=') ? '' : 'bind')
  const known = [...MOUNT_KEYS['']!, ...(MOUNT_KEYS[type] ?? [])]
  const [key, given] = last.split('=', 2) as [string, string?]
  if (given === undefined)
    return known
      .filter(({ name }) => !parts.slice(0, -1).some((part) => part.startsWith(`${name}=`)))
      .map((doc, order) => ({
        label: doc.name,
        kind: 'flag',
        insert: doc.values?.length === 0 ? doc.name : `${doc.name}=`,
        documentation: said(doc),
        from: start,
        order,
        again: true,
      }))
  const inner = start + key.length + 1
  if (key === 'from') return sources(text, spot, inner, await world.images())
  if (key === 'target' && type === 'cache')
    return plain(['/root/.npm', '/root/.cache/pip', '/var/cache/apt', '/go/pkg/mod'], inner)
  return plain(known.find(({ name }) => name === key)?.values ?? [], inner)
}

/** Stages of the lines above, and images. */
function sources(text: string, spot: Spot, from: number, images: readonly string[]): Suggestion[] {
  const stages = stagesOf(linesOf(text)).filter(({ line }) => line < (spot.line?.start ?? 0))
  return [
    ...stages.flatMap(({ name, base }, index): Suggestion[] => [
      {
        label: name || String(index),
        kind: 'stage',
        insert: name || String(index),
        detail: `${t('df.completion.stage')} · ${base}`,
        from,
        order: index,
      },
    ]),
    ...imageSuggestions(images, from, 100),
  ]
}
function imageSuggestions(
  images: readonly string[],
  from: number,
  order: number,
  local: readonly string[] = [],
): Suggestion[] {
  return images.map((name, index) => ({
    label: name,
    kind: 'image',
    insert: name,
    detail: t(local.includes(name) ? 'df.completion.image.local' : 'df.completion.image'),
    from,
    order: order + index,
  }))
}
async function from(spot: Spot, text: string, world: World): Promise<Suggestion[]> {
  const words = spot.words.filter((word) => !word.startsWith('--'))
  if (words.length === 0) {
    const stages = sources(text, spot, spot.from, []).filter(({ label }) => !/^\d+$/.test(label))
    const local = world.local().map(({ name }) => name)
    return [
      ...stages,
      ...imageSuggestions(await world.images(), spot.from, 50, local),
      {
        label: 'scratch',
        kind: 'image',
        insert: 'scratch',
        detail: t('df.completion.scratch'),
        from: spot.from,
        order: 900,
      },
    ]
  }
  if (words.length === 1)
    return [
      {
        label: 'AS',
        kind: 'value',
        insert: 'AS ',
        detail: t('df.completion.as'),
        from: spot.from,
        order: 0,
        again: true,
      },
    ]
  if (words.length === 2) return plain(['build', 'base', 'deps', 'test'], spot.from)
  return []
}
async function files(spot: Spot, world: World): Promise<Suggestion[]> {
  const path = spot.word.replace(/^\.\//, '')
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const at = spot.from + spot.word.length - (path.length - (folder ? folder.length + 1 : 0))
  const found: Suggestion[] = []
  // The destination: usually the working directory, or a place in the image.
  const sourced = spot.words.filter((word) => !word.startsWith('--')).length > 0
  if (sourced) found.push(...plain(['./', '/app/', '/usr/share/nginx/html/', '/usr/local/apache2/htdocs/'], spot.from))
  if (!spot.word.startsWith('/'))
    for (const entry of await world.list(folder)) {
      const dir = entry.type === 'dir'
      found.push({
        label: entry.name + (dir ? '/' : ''),
        kind: dir ? 'folder' : 'file',
        insert: entry.name + (dir ? '/' : ''),
        detail: t(dir ? 'df.completion.folder' : 'df.completion.file'),
        from: at,
        order: (sourced ? 100 : 0) + (dir ? 1 : 2) + (entry.name.startsWith('.') ? 10 : 0),
        again: dir,
      })
    }
  if (!sourced && !spot.word)
    found.push({
      label: '.',
      kind: 'folder',
      insert: '.',
      detail: t('df.completion.folder'),
      from: spot.from,
      order: 0,
    })
  return found
}
/** Paths that the file itself speaks of: what is copied from a stage is usually one of them. */
function stageFolders(spot: Spot, text: string): Suggestion[] {
  const known = linesOf(text)
    .filter(({ instruction }) => instruction === 'WORKDIR')
    .map(({ text: line }) => line.trim().split(/\s+/)[1] ?? '')
    .filter((path) => path.startsWith('/'))
  return plain([...new Set([...known, '/app', './', '/usr/share/nginx/html/'])], spot.from)
}

function variables(text: string, row: number, column: number, match: RegExpExecArray): Suggestion[] {
  const lines = linesOf(text)
  const line = lines.find(({ start, end }) => start <= row && row <= end)
  const from = column - match[1]!.length
  const close = match[0].startsWith('${') && !(text.split(/\r?\n/)[row] ?? '').slice(column).startsWith('}') ? '}' : ''
  const known = variablesAt(lines, row)
  const builtin =
    line?.instruction === 'FROM' ? BUILTIN_ARGS.filter((name) => !known.some((variable) => variable.name === name)) : []
  return [
    ...known.toReversed().map(({ name, kind, value }, order): Suggestion => ({
      label: name,
      kind: 'variable',
      insert: name + close,
      detail: value || t('df.completion.variable', { kind }),
      from,
      order,
    })),
    ...builtin.map((name, order): Suggestion => ({
      label: name,
      kind: 'variable',
      insert: name + close,
      detail: t('df.completion.builtin'),
      from,
      order: 100 + order,
    })),
  ]
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  EXPOSE: ['80', '443', '3000', '3306', '5000', '6379', '8000', '8080', '53/udp'],
  STOPSIGNAL: ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGWINCH'],
  USER: ['nobody', '1000:1000', 'www-data', 'root'],
  WORKDIR: ['/app', '/src', '/usr/src/app', '/usr/share/nginx/html', '/usr/local/apache2/htdocs'],
  VOLUME: ['/data', '/var/lib/mysql'],
  LABEL: ['authors', 'description', 'licenses', 'source', 'title', 'version'].map(
    (key) => `org.opencontainers.image.${key}=`,
  ),
}
const JSON_FORM: Readonly<Record<string, string>> = {
  CMD: '["${1:program}", "${2:argument}"]',
  ENTRYPOINT: '["${1:program}"]',
  SHELL: '["/bin/bash", "-c"]',
}
function values(instruction: string, spot: Spot): Suggestion[] {
  const first = spot.words.length === (spot.line?.instruction === 'ONBUILD' ? 1 : 0)
  if (instruction === 'HEALTHCHECK')
    return first || spot.words.every((word) => word.startsWith('--')) ? plain(['CMD', 'NONE'], spot.from) : []
  const form = JSON_FORM[instruction]
  if (form && first && !spot.word)
    return [{ label: `${instruction} […]`, kind: 'snippet', insert: form, snippet: true, from: spot.from, order: 0 }]
  const known = VALUES[instruction]
  return known && (first || instruction === 'EXPOSE' || instruction === 'LABEL') ? plain(known, spot.from) : []
}
