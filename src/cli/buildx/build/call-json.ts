/** The results of --call in JSON, as BuildKit's structures are written. */
import { base64 } from '../../../base/base64.ts'
import { encode } from '../../../base/bytes.ts'
import type { BuildOutline, BuildSource, BuildTargets, LintResults, LintWarning } from '../../../api/types/index.ts'

/** Bytes are base64 in protobuf's JSON, positions leave zeros out. */
const sourceJson = (source: BuildSource): object => ({
  filename: source.filename,
  ...(source.data === '' ? {} : { data: bytesJson(source.data) }),
  ...(source.language ? { language: source.language } : {}),
})
const bytesJson = (text: string): string => base64(encode(text))
const locationJson = (location: LintWarning['location']): object => ({
  ...(location.sourceIndex === 0 ? {} : { sourceIndex: location.sourceIndex }),
  ...(location.ranges.length === 0
    ? {}
    : {
        ranges: location.ranges.map(({ start, end }) => ({ start: position(start), end: position(end) })),
      }),
})
const position = ({ line, character }: { line: number; character: number }): object => ({
  ...(line === 0 ? {} : { line }),
  ...(character === 0 ? {} : { character }),
})
export const lintJson = (results: LintResults): object => ({
  warnings:
    results.warnings.length === 0
      ? null
      : results.warnings.map(({ ruleName, description, url, detail, location }) => ({
          ruleName,
          ...(description === '' ? {} : { description }),
          ...(url === '' ? {} : { url }),
          ...(detail === '' ? {} : { detail }),
          location: locationJson(location),
        })),
  sources: results.sources.length === 0 ? null : results.sources.map(sourceJson),
  ...(results.error
    ? {
        buildError: {
          message: results.error.message,
          location: results.error.location ? locationJson(results.error.location) : {},
        },
      }
    : {}),
})
export const outlineJson = (outline: BuildOutline): object => {
  const some = <T>(name: string, values: readonly T[], fn: (value: T) => object): object =>
    values.length === 0 ? {} : { [name]: values.map(fn) }
  const needed = ({ name, required }: { name: string; required: boolean }): object =>
    required ? { name, required } : { name }
  return {
    ...(outline.name === '' ? {} : { name: outline.name }),
    ...(outline.description === '' ? {} : { description: outline.description }),
    ...some('args', outline.args, ({ name, description, value }) => ({
      name,
      ...(description === '' ? {} : { description }),
      ...(value === '' ? {} : { value }),
    })),
    ...some('secrets', outline.secrets, needed),
    ...some('ssh', outline.ssh, needed),
    ...some('cache', outline.cache, ({ id }) => ({ ID: id })),
    ...(outline.sources.length === 0 ? {} : { sources: outline.sources.map(bytesJson) }),
  }
}
export const targetsJson = ({ targets, sources }: BuildTargets): object => ({
  targets: targets.map((target) => ({
    ...(target.name === '' ? {} : { name: target.name }),
    ...(target.default ? { default: true } : {}),
    ...(target.description === '' ? {} : { description: target.description }),
    ...(target.base === '' ? {} : { base: target.base }),
    ...(target.platform === '' ? {} : { platform: target.platform }),
  })),
  sources: sources.map(bytesJson),
})
