/**
 * The rooms and who may import whom: the table of docs/architecture.md, read from there so that page and code cannot differ. Fails on any
 * other import, on a circle between files that run at load time, and on a folder that is not in the table.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const src = join(root, 'src')

interface Rule {
  room: string
  may: string[]
  packages: string[]
}
/** Rows of the table between the markers: | room | may import | packages |. */
function readTable(): Rule[] {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const body = page.split('<!-- import table -->')[1]
  if (!body) throw new Error('docs/architecture.md has no import table')
  return body
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
      return { room: cells[0]![0]!, may: cells[1] ?? [], packages: cells[2] ?? [] }
    })
}
const rules = readTable()
/** The longest room that holds the path ("engine/server" before "engine"). */
const roomOf = (path: string): Rule | undefined =>
  rules
    .filter((rule) => path === rule.room || path.startsWith(`${rule.room}/`))
    .sort((a, b) => b.room.length - a.room.length)[0]

interface Import {
  from: string
  to: string
  typeOnly: boolean
  lazy: boolean
}
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return files(path)
    return /\.(ts|svelte)$/.test(name) && !/\.(test|d)\.ts$/.test(name) && !path.includes('/testing/') ? [path] : []
  })
}
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const code = file.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
    : text
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean, lazy: boolean): void => {
    const clean = specifier.replace(/\?.*$/, '')
    const to = clean.startsWith('.') ? relative(src, resolve(dirname(file), clean)) : `package:${clean}`
    found.push({ from: relative(src, file), to, typeOnly, lazy })
  }
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : undefined
      const named = clause?.namedBindings
      const allTypes =
        (ts.isExportDeclaration(node) && node.isTypeOnly) ||
        clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
        (!!clause &&
          !clause.name &&
          !!named &&
          ts.isNamedImports(named) &&
          named.elements.length > 0 &&
          named.elements.every((e) => e.isTypeOnly))
      add(node.moduleSpecifier.text, allTypes, false)
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    )
      add(node.argument.literal.text, true, false)
    else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    )
      add(node.arguments[0].text, false, true)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
const packageName = (specifier: string): string => {
  const parts = specifier.slice('package:'.length).split('/')
  return parts[0]!.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]!
}

const all = files(src)
const imports = all.flatMap(importsOf)

describe('rooms', () => {
  it('every file lies in a room of the table', () => {
    expect(all.map((file) => relative(src, file)).filter((file) => !roomOf(file))).toEqual([])
  })
  it('nobody imports what the table does not allow', () => {
    const wrong = imports.filter(({ from, to }) => {
      const rule = roomOf(from)
      if (!rule) return false
      if (to.startsWith('package:')) return !rule.packages.includes(packageName(to))
      if (to.startsWith('..')) return true
      const target = roomOf(to)
      if (!target || target.room === rule.room) return !target
      return !rule.may.some((allowed) => to === allowed || to.startsWith(`${allowed}/`) || target.room === allowed)
    })
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })
  it('no circle of files across rooms', () => {
    // Within a room functions may call each other in circles, as an interpreter's must; rooms may not need each other to load.
    const graph = new Map<string, string[]>()
    for (const { from, to, typeOnly, lazy } of imports)
      if (!typeOnly && !lazy && !to.startsWith('package:')) graph.set(from, [...(graph.get(from) ?? []), to])
    const circles = components(graph).filter((files) => new Set(files.map((file) => roomOf(file)?.room)).size > 1)
    expect(circles).toEqual([])
  })
})

/** Tarjan's strongly connected components with more than one member, sorted. */
function components(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (file: string): void => {
    index.set(file, index.size)
    low.set(file, index.get(file)!)
    stack.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!))
    }
    if (low.get(file) !== index.get(file)) return
    const members = stack.splice(stack.indexOf(file))
    if (members.length > 1) found.push(members.sort())
  }
  for (const file of graph.keys()) if (!index.has(file)) visit(file)
  return found
}
