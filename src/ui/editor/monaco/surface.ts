/**
 * Monaco's side of the open documents: one editor, a model a document. The document's text is the truth; a model reports what is typed and
 * takes what comes from the machine as an edit, so that Ctrl+Z brings back what was there.
 */
import type { editor } from 'monaco-editor/editor'
import type { Checker } from '../dockerfile/checker.ts'
import { fixesFor, type Fix } from '../dockerfile/fixes.ts'
import type { Mistake } from '../dockerfile/mistakes.ts'
import { markMistakes } from '../dockerfile/register.ts'
import type { Problem } from '../problems.ts'
import type { OpenDocument } from '../files/document.svelte.ts'
import { languageOf } from '../languages.ts'
import type { Monaco } from './monaco.ts'
import { applyTheme, THEME } from './theme.ts'

export interface SurfaceOptions {
  /** CSS pixels. */
  fontSize: number
  screenReader: boolean
  readOnly: boolean
  label: string
}
export interface SurfaceHost {
  save(): void
  /** Returns false when there is nothing to build. */
  build(): boolean
  moved(): void
  problems(problems: Problem[]): void
  /** What looks for mistakes in the file of this path; null: nothing does. */
  checker(path: string, tell: (mistakes: readonly Mistake[]) => void): Checker | null
}

interface Sheet {
  model: editor.ITextModel
  view: editor.ICodeEditorViewState | null
  path: string
  checker: Checker | null
  mistakes: readonly Mistake[]
  detach(): void
}

const FONT = '"Naru Mono", D2Coding, "D2Coding Rest", "Noto Sans Mono CJK KR", ui-monospace, monospace'

export class Surface {
  readonly editor: editor.IStandaloneCodeEditor
  private readonly monaco: Monaco
  private readonly host: SurfaceHost
  private readonly sheets = new Map<OpenDocument, Sheet>()
  private shown: OpenDocument | null = null
  private readonly markers

  constructor(monaco: Monaco, element: HTMLElement, options: SurfaceOptions, host: SurfaceHost) {
    this.monaco = monaco
    this.host = host
    applyTheme(monaco)
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.editor = monaco.editor.create(element, {
      model: null,
      theme: THEME,
      fontFamily: FONT,
      automaticLayout: true,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      padding: { top: 10, bottom: 10 },
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 8,
      folding: true,
      glyphMargin: false,
      wordWrap: 'on',
      wrappingIndent: 'indent',
      tabSize: 4,
      // The suggestions may reach over the edges of the stage.
      fixedOverflowWidgets: true,
      quickSuggestions: { other: true, strings: true, comments: false },
      wordBasedSuggestions: 'currentDocument',
      suggest: { showWords: true, preview: false, showStatusBar: false },
      snippetSuggestions: 'inline',
      // Enter on a word that is complete already is a new line.
      acceptSuggestionOnEnter: 'smart',
      inlineSuggest: { enabled: false },
      bracketPairColorization: { enabled: false },
      guides: { indentation: true },
      stickyScroll: { enabled: false },
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true, nonBasicASCII: false },
      renderWhitespace: 'selection',
      occurrencesHighlight: 'singleFile',
      overviewRulerLanes: 2,
      overviewRulerBorder: false,
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
      smoothScrolling: false,
      cursorBlinking: calm ? 'solid' : 'blink',
      cursorSmoothCaretAnimation: 'off',
      hover: { above: false },
      links: true,
      contextmenu: true,
      ariaLabel: options.label,
      ...this.look(options),
    })
    const { KeyMod, KeyCode } = monaco
    this.editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyS, () => host.save())
    this.editor.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, () => {
      if (!host.build()) this.editor.trigger('keyboard', 'editor.action.insertLineAfter', null)
    })
    this.editor.onDidChangeCursorPosition(() => this.noteCursor())
    this.editor.onDidScrollChange(() => this.noteCursor())
    this.editor.onDidBlurEditorText(() => host.save())
    this.markers = monaco.editor.onDidChangeMarkers((uris) => {
      const uri = this.editor.getModel()?.uri.toString()
      if (uris.some((changed) => changed.toString() === uri)) this.tellProblems()
    })
    // Cells are measured with whatever font was there; measure again when the right one is.
    void document.fonts.load(`${options.fontSize}px "Naru Mono"`).then(() => monaco.editor.remeasureFonts())
    void document.fonts.load(`${options.fontSize}px "D2Coding"`, '가').then(() => monaco.editor.remeasureFonts())
  }

  private look({ fontSize, screenReader, readOnly, label }: SurfaceOptions): editor.IEditorOptions {
    return {
      fontSize,
      lineHeight: Math.round(fontSize * 1.62),
      accessibilitySupport: screenReader ? 'on' : 'auto',
      readOnly,
      ariaLabel: label,
    }
  }
  restyle(options: SurfaceOptions): void {
    this.editor.updateOptions(this.look(options))
  }
  recolour(): void {
    applyTheme(this.monaco)
  }

  show(document: OpenDocument | null): void {
    if (this.shown) {
      const sheet = this.sheets.get(this.shown)
      if (sheet) sheet.view = this.editor.saveViewState()
    }
    this.shown = null
    if (!document || document.closed) {
      this.editor.setModel(null)
      return this.host.problems([])
    }
    const known = this.sheets.get(document)
    const sheet = known?.path === document.path ? known : this.open(document, known)
    this.editor.setModel(sheet.model)
    if (sheet.view) this.editor.restoreViewState(sheet.view)
    else this.place(document)
    this.shown = document
    this.tellProblems()
    sheet.checker?.look(document.text)
  }
  /** Files around, or images, have changed: what is wrong may be right now. */
  recheck(): void {
    const sheet = this.shown && this.sheets.get(this.shown)
    if (this.shown) sheet?.checker?.look(this.shown.text)
  }
  apply(fix: Fix): void {
    const edits = fix.edits.map(({ place: { start, end }, text }) => ({
      range: new this.monaco.Range(start.line + 1, start.character + 1, end.line + 1, end.character + 1),
      text,
    }))
    this.editor.pushUndoStop()
    this.editor.executeEdits('fix', edits)
    this.editor.pushUndoStop()
  }
  /** The cursor to where the document says. */
  place(document: OpenDocument): void {
    const { line, column, top } = document.cursor
    this.editor.setPosition({ lineNumber: line, column })
    if (top > 1) this.editor.setScrollTop(this.editor.getTopForLineNumber(top) - 10)
    this.editor.revealPositionInCenterIfOutsideViewport({ lineNumber: line, column })
  }
  focus(): void {
    this.editor.focus()
  }
  private open(document: OpenDocument, before: Sheet | undefined): Sheet {
    const { path } = document
    const uri = this.monaco.Uri.file(path)
    this.monaco.editor.getModel(uri)?.dispose()
    const model = this.monaco.editor.createModel(document.text, languageOf(path), uri)
    model.updateOptions({ insertSpaces: true })
    if (languageOf(path) !== 'python') model.detectIndentation(true, 2)
    let outside = false
    const checker = this.host.checker(path, (mistakes) => {
      sheet.mistakes = mistakes
      markMistakes(this.monaco, model, mistakes)
      this.tellProblems()
    })
    const typing = model.onDidChangeContent(() => {
      const text = model.getValue(undefined, true)
      if (!outside) document.edited(text)
      checker?.look(text)
    })
    const detach = document.attach({
      replace: (text) => {
        outside = true
        try {
          // Mixed line ends are made even by the model; comparing keeps a file from changing by being looked at.
          if (model.getValue(undefined, true) !== text) {
            model.pushStackElement()
            model.pushEditOperations(
              [],
              [{ range: model.getFullModelRange(), text: text.replace(/^\ufeff/, '') }],
              () => null,
            )
            model.pushStackElement()
          }
        } finally {
          outside = false
        }
      },
    })
    const view = before?.view ?? null
    if (before) this.drop(document, before)
    const sheet: Sheet = {
      model,
      view,
      path,
      checker,
      mistakes: [],
      detach: () => {
        checker?.stop()
        typing.dispose()
        detach()
      },
    }
    this.sheets.set(document, sheet)
    checker?.look(document.text, 0)
    return sheet
  }
  private drop(document: OpenDocument, sheet: Sheet): void {
    sheet.detach()
    sheet.model.dispose()
    this.sheets.delete(document)
  }
  /** Models of documents that are closed go. */
  keep(open: readonly OpenDocument[]): void {
    for (const [document, sheet] of this.sheets) if (!open.includes(document)) this.drop(document, sheet)
  }

  private noteCursor(): void {
    const position = this.editor.getPosition()
    if (!this.shown || !position) return
    const top = this.editor.getVisibleRanges()[0]?.startLineNumber ?? 1
    this.shown.cursor = { line: position.lineNumber, column: position.column, top }
    this.host.moved()
  }
  private tellProblems(): void {
    const model = this.editor.getModel()
    const markers = model ? this.monaco.editor.getModelMarkers({ resource: model.uri }) : []
    const { mistakes = [] } = (this.shown && this.sheets.get(this.shown)) ?? {}
    this.host.problems(
      markers
        .map((marker): Problem => {
          const mistake = mistakes.find(
            ({ place, message }) => place.start.line === marker.startLineNumber - 1 && message === marker.message,
          )
          return {
            line: marker.startLineNumber,
            column: marker.startColumn,
            message: marker.message,
            tone: marker.severity >= 8 ? 'error' : marker.severity >= 4 ? 'warning' : 'info',
            ...(mistake && model ? { fix: fixesFor(model.getValue(), mistake)[0] } : {}),
          }
        })
        .sort((a, b) => a.line - b.line),
    )
  }
  dispose(): void {
    this.markers.dispose()
    for (const [document, sheet] of this.sheets) this.drop(document, sheet)
    this.editor.dispose()
  }
}
