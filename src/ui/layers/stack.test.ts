import { expect, test } from 'vitest'
import type { ImageLayer, ImageLayers } from '../../api/types/build.ts'
import type { ImageView } from '../../machine/facade.ts'
import { compare, largest, pile, type Pile } from './stack.ts'

const layer = (name: string, size: number): ImageLayer => ({
  createdBy: name,
  comment: '',
  created: '',
  diffId: size < 0 ? '' : name,
  chainId: size < 0 ? '' : name,
  size: Math.max(0, size),
  sharedWith: [],
  files: 1,
})
const image = (id: string, ...layers: [string, number][]): ImageLayers => ({
  id,
  tags: [`${id}:latest`],
  size: 0,
  wasted: { bytes: 0, files: [] },
  layers: layers.map(([name, size]) => layer(name, size)),
})
const view = (of: ImageLayers): ImageView => ({
  id: of.id,
  tags: of.tags,
  size: 0,
  created: 0,
  layers: of.layers
    .filter((l) => l.chainId)
    .map(({ diffId, chainId, size }) => ({ diffId, chainId, size, createdBy: '' })),
})
const debian = image('debian', ['d', 75], ['CMD bash', -1])
const httpd = image('httpd', ['d', 75], ['ENV', -1], ['h1', 8], ['h2', 60], ['CMD httpd', -1])
const mysql = image('mysql', ['d', 75], ['m', 300])
const views = [debian, httpd, mysql].map(view)
const names = ({ rows }: Pile): string[] => rows.map((row) => row.layer.createdBy)

test('the lowest rows of an image that is here too are one', () => {
  const { rows, base } = pile(httpd, views)
  expect(rows.map((row) => row.layer.createdBy)).toEqual(['CMD httpd', 'h2', 'h1', 'ENV'])
  expect(base).toMatchObject({ name: 'debian:latest', layers: 1, size: 75 })
  expect(pile(debian, views).base).toBeNull()
  expect(largest([pile(httpd, views)])).toBe(75)
})
test('two images stand on what they share', () => {
  const { own, common } = compare(httpd, mysql, [view(httpd), view(mysql)])
  expect(own.map(names)).toEqual([['CMD httpd', 'h2', 'h1', 'ENV'], ['m']])
  expect(common).toMatchObject({ layers: 1, size: 75 })
  expect(names(common!.pile)).toEqual(['d'])
  expect(compare(httpd, image('x', ['x', 1]), []).common).toBeNull()
})
