/** Lines → nodes (buildkit frontend/dockerfile/parser/parser.go): comments, continuations, here-documents. */
import { encode } from '../../base/bytes.ts'
import { DirectiveParser } from './directives.ts'
import { trimLeft, trimSpace } from './go-text.ts'
import { heredocsFromLine } from './heredoc.ts'
import { LINE_PARSERS } from './line-parsers.ts'
import { located, toRanges, type Node } from './node.ts'
import { splitCommand } from './split-command.ts'
import { DockerfileError } from './types.ts'

export interface ParsedFile {
  nodes: Node[]
  escape: '\\' | '`'
  /** Lines of instructions with an empty continuation line (where each instruction ends). */
  emptyContinuations: { line: number; text: string }[]
}
/** bufio.MaxScanTokenSize */
const MAX_LINE = 64 * 1024
/** ONBUILD ONBUILD … is an error anyway; deeper than this the innermost is not looked at. */
const MAX_DEPTH = 32
const HEREDOC: ReadonlySet<string> = new Set(['add', 'copy', 'run'])

/** Throws DockerfileError with the place. The empty text is a "file with no instructions". */
export function parseLines(text: string): ParsedFile {
  return new LineParser(text).parse()
}

/** Lines with their line ends, until one is too long. */
class Scanner {
  private readonly text: string
  private at = 0
  failed = false
  constructor(text: string) {
    this.text = text
  }
  next(): string | null {
    if (this.failed || this.at >= this.text.length) return null
    const newline = this.text.indexOf('\n', this.at)
    const end = newline < 0 ? this.text.length : newline + 1
    const line = this.text.slice(this.at, end)
    if (line.length * 3 >= MAX_LINE) {
      const size = encode(line).length
      if (size > MAX_LINE || (size === MAX_LINE && newline < 0)) {
        this.failed = true
        return null
      }
    }
    this.at = end
    return line
  }
}
function trimNewline(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end--
  return line.slice(0, end)
}
const isComment = (line: string): boolean => trimLeft(line).startsWith('#')

class LineParser {
  private readonly scanner: Scanner
  private readonly directives = new DirectiveParser()
  private escape: '\\' | '`' = '\\'
  /** Lines read so far: the number of the line last read. */
  private line = 0
  private comments: string[] = []
  private readonly emptyContinuations: ParsedFile['emptyContinuations'] = []

  constructor(text: string) {
    this.scanner = new Scanner(text.startsWith('\ufeff') ? text.slice(1) : text)
  }
  parse(): ParsedFile {
    const nodes: Node[] = []
    for (let raw = this.scanner.next(); raw !== null; raw = this.scanner.next()) {
      this.noteComment(raw)
      const first = this.processLine(raw, true)
      const startLine = this.line
      const { text, ended } = this.trimContinuation(first)
      if (ended && text === '') continue
      const line = ended ? text : this.continueLine(text)
      nodes.push(this.instruction(line, startLine))
      this.comments = []
    }
    const location = toRanges(this.line, 0)
    if (nodes.length === 0) throw new DockerfileError('file with no instructions', location)
    if (this.scanner.failed)
      throw new DockerfileError(`dockerfile line greater than max allowed size of ${MAX_LINE - 1}`, location)
    return { nodes, escape: this.escape, emptyContinuations: this.emptyContinuations }
  }
  /** A bare `#` forgets the comments above it; an empty line does not. */
  private noteComment(raw: string): void {
    if (!isComment(raw)) return
    const comment = trimSpace(raw.slice(1))
    if (comment === '') this.comments = []
    else this.comments.push(comment)
  }
  /** Without line end and comments; directives are taken note of. Counts the line. */
  private processLine(raw: string, strip: boolean): string {
    const line = strip ? trimLeft(trimNewline(raw)) : trimNewline(raw)
    // Before counting: BuildKit reports a bad directive at the line above it.
    located(toRanges(this.line, 0), () => {
      const directive = this.directives.parseLine(line)
      if (!directive) return
      if (strip) this.comments.pop()
      if (directive.name === 'escape') this.setEscape(directive.value)
    })
    this.line++
    return isComment(line) ? '' : line
  }
  private setEscape(value: string): void {
    if (value !== '\\' && value !== '`')
      throw new DockerfileError(`invalid escape token '${value}' does not match \` or \\`)
    this.escape = value
  }
  /** The escape character at the end, blanks behind it allowed, continues the line, unless another is before it. */
  private trimContinuation(line: string): { text: string; ended: boolean } {
    let end = line.length
    while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--
    if (line[end - 1] !== this.escape || line[end - 2] === this.escape) return { text: line, ended: true }
    return { text: line.slice(0, end - 1), ended: false }
  }
  private continueLine(start: string): string {
    let line = start
    let ended = false
    let empty = false
    while (!ended) {
      const raw = this.scanner.next()
      if (raw === null) break
      const next = this.processLine(raw, false)
      if (isComment(raw)) continue
      if (trimLeft(next) === '') {
        empty = true
        continue
      }
      const trimmed = this.trimContinuation(next)
      line += trimmed.text
      ended = trimmed.ended
    }
    if (empty) this.emptyContinuations.push({ line: this.line, text: line })
    return line
  }
  private instruction(line: string, startLine: number): Node {
    const node = located(toRanges(startLine, this.line), () => this.nodeFromLine(line))
    node.comments = this.comments
    if (canHoldHeredoc(node) && line.includes('<<')) {
      const docs = located(toRanges(startLine, this.line), () => heredocsFromLine(line))
      for (const doc of docs) node.heredocs.push({ ...doc, content: this.heredocContent(doc, startLine) })
    }
    node.startLine = startLine
    node.endLine = this.line
    return node
  }
  private heredocContent(doc: { name: string; chomp: boolean }, startLine: number): string {
    let content = ''
    for (let raw = this.scanner.next(); raw !== null; raw = this.scanner.next()) {
      this.line++
      const end = trimNewline(raw)
      if ((doc.chomp ? end.replace(/^\t+/, '') : end) === doc.name) return content
      content += raw
    }
    throw new DockerfileError('unterminated heredoc', toRanges(startLine, this.line))
  }
  private nodeFromLine(line: string, depth = 0): Node {
    const { command, flags, rest } = splitCommand(line, this.escape)
    const node: Node = {
      value: command,
      flags,
      args: [],
      json: false,
      child: null,
      heredocs: [],
      original: line,
      comments: [],
      startLine: 0,
      endLine: 0,
    }
    const name = command.toLowerCase()
    if (name === 'onbuild') {
      if (rest === '' || depth === MAX_DEPTH) return node
      node.child = this.nodeFromLine(rest, depth + 1)
      node.args = [node.child.value, ...node.child.args]
    } else {
      const parsed = LINE_PARSERS.get(name)?.(rest, this.escape)
      node.args = parsed?.args ?? []
      node.json = parsed?.json ?? false
    }
    return node
  }
}
function canHoldHeredoc(node: Node): boolean {
  const inner = node.child ?? node
  return HEREDOC.has(inner.value.toLowerCase()) && !inner.json
}
