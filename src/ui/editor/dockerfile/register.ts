/** Makes Monaco know Dockerfiles: our own completion, hover, signatures, mistakes and fixes, and the rest of dockerfile-language-service. */
import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service'
import {
  fromPosition,
  fromRange,
  toDocumentHighlight,
  toFoldingRange,
  toRange,
  toTextEdit,
  toWorkspaceEdit,
} from 'monaco-languageserver-types'
import type { editor, languages } from 'monaco-editor/editor'
import type { Monaco } from '../monaco/monaco.ts'
import { complete, type Suggestion, type World } from './complete.ts'
import { fixesFor } from './fixes.ts'
import { hoverAt, partsOf, signatureAt } from './hover.ts'
import type { Mistake, Place } from './mistakes.ts'
import { linesOf, stagesOf } from './text.ts'

const ID = 'dockerfile'
/** Our mistakes by the model that they are in; markers cannot carry them. */
const found = new WeakMap<editor.ITextModel, readonly Mistake[]>()

/** `world`: of the file with this path. */
export function registerDockerfile(monaco: Monaco, world: (path: string) => World): void {
  const service = DockerfileLanguageServiceFactory.createLanguageService()
  service.setCapabilities({ foldingRange: { lineFoldingOnly: true } })
  const { languages } = monaco
  const of = (model: editor.ITextModel): World => world(model.uri.path)
  const { CompletionItemKind: Kind } = languages
  const kinds: Record<Suggestion['kind'], languages.CompletionItemKind> = {
    instruction: Kind.Keyword,
    flag: Kind.Property,
    value: Kind.Value,
    image: Kind.Module,
    stage: Kind.Reference,
    file: Kind.File,
    folder: Kind.Folder,
    variable: Kind.Variable,
    snippet: Kind.Snippet,
  }
  languages.registerCompletionItemProvider(ID, {
    triggerCharacters: ['-', '=', ',', '$', '{', '/', ':', ' ', '"'],
    async provideCompletionItems(model, position) {
      const row = position.lineNumber - 1
      const items = await complete(model.getValue(), row, position.column - 1, of(model))
      return {
        // What is matched by its beginning only is asked for again with each letter (see complete.ts).
        incomplete: items.some(({ kind }) => kind === 'value' || kind === 'image'),
        suggestions: items.map((item) => ({
          label: item.label,
          kind: kinds[item.kind],
          insertText: item.insert,
          ...(item.snippet ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
          detail: item.detail,
          documentation: item.documentation ? { value: item.documentation } : undefined,
          // Until then the list of before is matched: "src" must not find "/src", so its slash is a letter for the matching.
          ...(item.kind === 'value' && item.insert.startsWith('/') && item.from === position.column - 1
            ? { filterText: `x${item.insert.slice(1)}` }
            : {}),
          sortText: String(item.order).padStart(4, '0'),
          range: new monaco.Range(position.lineNumber, item.from + 1, position.lineNumber, position.column),
          ...(item.again ? { command: { id: 'editor.action.triggerSuggest', title: '' } } : {}),
        })),
      }
    },
  })
  languages.registerHoverProvider(ID, {
    provideHover(model, position) {
      const hover = hoverAt(model.getValue(), position.lineNumber - 1, position.column - 1, of(model))
      return hover && { range: rangeOf(hover.place), contents: [{ value: hover.markdown }] }
    },
  })
  languages.registerSignatureHelpProvider(ID, {
    signatureHelpTriggerCharacters: [' ', ','],
    provideSignatureHelp(model, position) {
      const help = signatureAt(model.getValue(), position.lineNumber - 1, position.column - 1)
      if (!help) return null
      const parts = help.forms.map(partsOf)
      return {
        value: {
          signatures: help.forms.map((label, index) => ({
            label,
            documentation: { value: help.documentation },
            parameters: parts[index]!.map((range) => ({ label: range })),
          })),
          activeSignature: help.form,
          activeParameter: Math.min(help.words, Math.max(0, (parts[help.form]?.length ?? 1) - 1)),
        },
        dispose: () => undefined,
      }
    },
  })
  languages.registerCodeActionProvider(
    ID,
    {
      async provideCodeActions(model, range) {
        const text = model.getValue()
        const images = await of(model).images()
        const actions = (found.get(model) ?? [])
          .filter(({ place }) => monaco.Range.areIntersectingOrTouching(rangeOf(place), range))
          .flatMap((mistake) =>
            fixesFor(text, mistake, images).map((fix): languages.CodeAction => ({
              title: fix.title,
              kind: 'quickfix',
              isPreferred: fix.preferred,
              diagnostics: [markerOf(monaco, mistake)],
              edit: {
                edits: fix.edits.map((edit) => ({
                  resource: model.uri,
                  versionId: model.getVersionId(),
                  textEdit: { range: rangeOf(edit.place), text: edit.text },
                })),
              },
            })),
          )
        return { actions, dispose: () => undefined }
      },
    },
    { providedCodeActionKinds: ['quickfix'] },
  )
  const uri = (model: editor.ITextModel) => ({ uri: model.uri.toString() })
  languages.registerDocumentFormattingEditProvider(ID, {
    provideDocumentFormattingEdits: (model, options) =>
      service.format(model.getValue(), { ...options, ignoreMultilineInstructions: true }).map(toTextEdit),
  })
  languages.registerDocumentRangeFormattingEditProvider(ID, {
    provideDocumentRangeFormattingEdits: (model, range, options) =>
      service
        .formatRange(model.getValue(), fromRange(range), { ...options, ignoreMultilineInstructions: true })
        .map(toTextEdit),
  })
  languages.registerFoldingRangeProvider(ID, {
    provideFoldingRanges: (model) => service.computeFoldingRanges(model.getValue()).map(toFoldingRange),
  })
  languages.registerDocumentHighlightProvider(ID, {
    provideDocumentHighlights: (model, position) =>
      service.computeHighlightRanges(model.getValue(), fromPosition(position)).map(toDocumentHighlight),
  })
  languages.registerDefinitionProvider(ID, {
    provideDefinition(model, position) {
      const at = service.computeDefinition(uri(model), model.getValue(), fromPosition(position)) as {
        range: Parameters<typeof toRange>[0]
      } | null
      return at && { uri: model.uri, range: toRange(at.range) }
    },
  })
  languages.registerRenameProvider(ID, {
    provideRenameEdits(model, position, name) {
      const edits = service.computeRename(uri(model), model.getValue(), fromPosition(position), name)
      return toWorkspaceEdit({ changes: { [model.uri.toString()]: edits } })
    },
    resolveRenameLocation(model, position) {
      const range = service.prepareRename(model.getValue(), fromPosition(position))
      const at = range ? toRange(range) : { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 1 }
      return { range: at, text: range ? model.getValueInRange(at) : '', ...(range ? {} : { rejectReason: ' ' }) }
    },
  })
  // The service opens Docker Hub's pages for images; those of the simulated Hub have none that would help.
  languages.registerDocumentSymbolProvider(ID, {
    provideDocumentSymbols: (model) => outline(monaco, model.getValue()),
  })
}

/** Stages with their instructions inside. */
function outline(monaco: Monaco, text: string): languages.DocumentSymbol[] {
  const { SymbolKind } = monaco.languages
  const lines = linesOf(text)
  const stages = stagesOf(lines)
  const rows = text.split(/\r?\n/)
  const symbol = (name: string, detail: string, kind: languages.SymbolKind, from: number, to: number) => ({
    name,
    detail,
    kind,
    tags: [],
    range: new monaco.Range(from + 1, 1, to + 1, (rows[to]?.length ?? 0) + 1),
    selectionRange: new monaco.Range(from + 1, 1, from + 1, (rows[from]?.length ?? 0) + 1),
    children: [] as languages.DocumentSymbol[],
  })
  const tops: languages.DocumentSymbol[] = []
  let index = 0
  for (const line of lines) {
    const detail = line.text.trim().slice(line.instruction.length).trim().split('\n')[0]!.slice(0, 60)
    if (line.instruction === 'FROM') {
      const stage = stages[index++]
      const end = lines.filter(({ start }) => start < (stages[index]?.line ?? Infinity)).at(-1)?.end ?? line.end
      tops.push(
        symbol(
          stage?.name ? `FROM ${stage.base} AS ${stage.name}` : `FROM ${detail}`,
          '',
          SymbolKind.Class,
          line.start,
          end,
        ),
      )
    } else {
      const entry = symbol(line.instruction, detail, SymbolKind.Function, line.start, line.end)
      const stage = tops.at(-1)
      if (stage) stage.children?.push(entry)
      else tops.push(entry)
    }
  }
  return tops
}

const rangeOf = ({ start, end }: Place) => ({
  startLineNumber: start.line + 1,
  startColumn: start.character + 1,
  endLineNumber: end.line + 1,
  endColumn: end.character + 1,
})
function markerOf(monaco: Monaco, mistake: Mistake): editor.IMarkerData {
  const { MarkerSeverity } = monaco
  return {
    ...rangeOf(mistake.place),
    message: mistake.message,
    severity:
      mistake.tone === 'error'
        ? MarkerSeverity.Error
        : mistake.tone === 'warning'
          ? MarkerSeverity.Warning
          : MarkerSeverity.Info,
    ...(mistake.url ? { code: { value: mistake.code, target: monaco.Uri.parse(mistake.url) } } : {}),
    source: 'Dockerfile',
  }
}
export function markMistakes(monaco: Monaco, model: editor.ITextModel, mistakes: readonly Mistake[]): void {
  found.set(model, mistakes)
  monaco.editor.setModelMarkers(
    model,
    ID,
    mistakes.map((mistake) => markerOf(monaco, mistake)),
  )
}
