/** Builds in words: times, reasons, the builder's own steps. */
import type { BuildRecord, BuildWarning, CacheMiss } from '../../api/types/build.ts'
import { shortReference } from '../map/names.ts'
import { t } from './messages.ts'
import { label as shortLabel } from './model.ts'

/** Milliseconds. */
export function duration(ms: number): string {
  if (ms < 60_000) return t('build.seconds', { n: (Math.floor(ms / 100) / 10).toFixed(1) })
  const seconds = Math.floor(ms / 1000)
  return t('build.minutes', { m: Math.floor(seconds / 60), s: String(seconds % 60).padStart(2, '0') })
}
/** Milliseconds from its start to its end, or to `now`. */
export function totalTime({ created, completed }: BuildRecord, now: number): number {
  return Math.max(0, (completed ? Date.parse(completed) : now) - Date.parse(created))
}
export function buildName(record: BuildRecord): string {
  const [tag] = record.tags
  return (tag && shortReference(tag)) || record.name || t('build.unnamed')
}

export function missText({ reason, detail }: CacheMiss): string {
  const named = detail.filter(Boolean).map((name) => (reason === 'files' ? name.replace(/^\/(?=.)/, '') : name))
  if (!named.length || reason === 'no-cache' || reason === 'first' || reason === 'pruned')
    return t(`build.miss.${reason}`)
  if (reason === 'files') {
    const shown = named.slice(0, 3).join(', ')
    return named.length > 3
      ? t('build.miss.files.more', { detail: shown, n: named.length - 3 })
      : t('build.miss.files.name', { detail: shown })
  }
  const said = reason === 'argument' ? named.join(', ') : shortLabel(named[0]!)
  return t(`build.miss.${reason}.name`, { detail: said })
}

/** What to do about an error, for those that beginners meet most; null: the error has to speak for itself. */
export function errorHelp(message: string): string | null {
  if (/unknown instruction/.test(message)) return t('build.help.instruction')
  if (/Dockerfile cannot be empty|contains no stages/.test(message)) return t('build.help.empty')
  if (/no build stage in current context/.test(message)) return t('build.help.from')
  if (/failed to read dockerfile/.test(message)) return t('build.help.missing')
  if (/target stage "?[^"]*"? could not be found/.test(message)) return t('build.help.stage')
  if (/forbidden path outside the build context/.test(message)) return t('build.help.outside')
  if (
    /pull access denied|manifest unknown|docker\.io\/[^ ]+: not found|failed to resolve source metadata/.test(message)
  )
    return t('build.help.image')
  const file = /"\/?([^"]+)": not found/.exec(message)
  if (file) return t('build.help.file', { name: file[1]! })
  const code = /did not complete successfully: exit code: (\d+)/.exec(message)?.[1]
  if (code === '127') return t('build.help.command')
  return code ? t('build.help.exit', { code }) : null
}

/** The builder's own steps, in the reader's language; others as they are. */
export function ownLabel(name: string): string {
  if (/load build definition/.test(name)) return t('build.own.definition')
  if (/load \.dockerignore/.test(name)) return t('build.own.ignore')
  if (/load build context/.test(name)) return t('build.own.context')
  if (/^resolve image config/.test(name)) return t('build.own.syntax')
  const metadata = /load metadata for (\S+)/.exec(name)
  if (metadata) return t('build.own.metadata', { name: shortReference(shortLabel(metadata[1]!)) })
  const frontend = /^docker-image:\/\/(\S+)/.exec(name)
  if (frontend) return t('build.own.frontend', { name: shortReference(shortLabel(frontend[1]!)) })
  if (/^exporting to image/.test(name)) return t('build.own.exporting')
  return name.replace(/^\[(internal|auth|context [^\]]*)\] /, '')
}

/** "JSONArgsRecommended: JSON arguments … (line 3)" */
export function warningRule(warning: BuildWarning): string {
  return /^(\w+): /.exec(warning.short)?.[1] ?? ''
}
export function warningText(warning: BuildWarning): string {
  return warning.short.replace(/^\w+: /, '').replace(/ \(line \d+\)$/, '')
}
