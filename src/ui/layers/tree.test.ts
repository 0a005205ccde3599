import { expect, test } from 'vitest'
import { buildTree, countChanges, filterFiles, firstOpen, rowsOf, type TreeFile } from './tree.ts'

const file = (path: string, size: number, change: TreeFile['change'] = 'added'): TreeFile => ({
  path,
  type: path.endsWith('/') ? 'dir' : 'file',
  change,
  size,
})
const files = [
  file('usr/local/lib/a.so', 10),
  file('usr/local/lib/b.so', 20, 'changed'),
  file('src/', 0, 'changed'),
  file('src/main.o', 88, 'removed'),
  file('top', 1),
]
const shown = (open: (path: string) => boolean, list: readonly TreeFile[] = files): string[] =>
  rowsOf(buildTree(list), open).map(
    ({ node, level }) => `${'  '.repeat(level - 1)}${node.name} ${node.size}/${node.removed}`,
  )

test('folders hold what is below them; lonely unchanged folders are one row', () => {
  expect(shown(() => true)).toEqual([
    'src 0/88',
    '  main.o 0/88',
    'usr/local/lib 30/0',
    '  a.so 10/0',
    '  b.so 20/0',
    'top 1/0',
  ])
  expect(shown(() => false)).toEqual(['src 0/88', 'usr/local/lib 30/0', 'top 1/0'])
  expect(countChanges(files)).toEqual({ added: 2, changed: 1, removed: 1 })
})
test('a filter keeps the way to what it finds', () => {
  expect(shown(() => true, filterFiles(files, 'removed', ''))).toEqual(['src 0/88', '  main.o 0/88'])
  expect(shown(() => true, filterFiles(files, null, 'B.SO'))).toEqual(['usr/local/lib 20/0', '  b.so 20/0'])
})
test('as many folders are open at first as fit', () => {
  const tree = buildTree(files)
  expect([...firstOpen(tree, 100)]).toEqual(['/src', '/usr/local/lib'])
  expect([...firstOpen(tree, 4)]).toEqual(['/src'])
})
test('twenty thousand files make a tree at once', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => file(`d${n % 100}/e${n % 1000}/f${n}`, 1))
  const started = performance.now()
  expect(rowsOf(buildTree(many), () => true)).toHaveLength(20_000 + 1000 + 100)
  expect(performance.now() - started).toBeLessThan(500)
})
