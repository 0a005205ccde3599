/** Answers of --call: check, outline, targets (buildkit frontend/subrequests). */
import type { BuildOutline, BuildRange, BuildSource, BuildTargets, LintResults } from '../api/types/index.ts'
import { collectOutline } from './convert/outline.ts'
import type { StageState } from './convert/types.ts'
import type { Lint } from './dockerfile/lint.ts'
import type { Dockerfile } from './dockerfile/types.ts'
import type { BuildError } from './errors.ts'

export const callAnswer = {
  lint(lint: Lint, source: BuildSource, error: BuildError | null): LintResults {
    return {
      warnings: lint.findings.map(({ rule, description, url, detail, location }) => ({
        ruleName: rule,
        description,
        url,
        detail,
        location: { sourceIndex: 0, ranges: location },
      })),
      sources: [source],
      ...(error
        ? {
            error: {
              message: error.message,
              ...(error.ranges.length ? { location: { sourceIndex: 0, ranges: merged(error.ranges) } } : {}),
            },
          }
        : {}),
    }
  },
  targets(file: Dockerfile, text: string): BuildTargets {
    return {
      targets: file.stages.map((stage, i) => ({
        name: stage.name,
        default: i === file.stages.length - 1,
        description: stage.comment,
        base: stage.baseName,
        platform: stage.platform,
      })),
      sources: [text],
    }
  },
  outline(target: StageState, text: string): BuildOutline {
    return { name: target.stage.name, description: target.stage.comment, ...collectOutline(target), sources: [text] }
  },
}
function merged(ranges: readonly BuildRange[]): BuildRange[] {
  const out: BuildRange[] = []
  for (const range of [...ranges].sort((a, b) => a.start.line - b.start.line)) {
    const last = out.at(-1)
    if (last && range.start.line <= last.end.line)
      last.end = { ...last.end, line: Math.max(last.end.line, range.end.line) }
    else out.push({ start: { ...range.start }, end: { ...range.end } })
  }
  return out
}
