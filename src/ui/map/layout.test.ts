import { describe, expect, test } from 'vitest'
import { crowd, sampleView } from '../testing/views.ts'
import { layout } from './layout.ts'
import { fit, roughMeasure } from './measure.ts'
import type { Box, Pin, Scene } from './scene.ts'

const options = { width: 1036, height: 481, measure: roughMeasure, dangling: '이름 없음' }
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/** Horizontal and vertical pieces of an M/H/V path. */
function segments(path: string): { x1: number; y1: number; x2: number; y2: number }[] {
  const pieces = []
  let x = 0
  let y = 0
  for (const [, op, numbers] of path.matchAll(/([MHV])([^MHV]*)/g)) {
    const [a = 0, b = 0] = numbers!.trim().split(/[ ,]+/).map(Number)
    const [nx, ny] = op === 'M' ? [a, b] : op === 'H' ? [a, y] : [x, a]
    if (op !== 'M') pieces.push({ x1: Math.min(x, nx), y1: Math.min(y, ny), x2: Math.max(x, nx), y2: Math.max(y, ny) })
    x = nx
    y = ny
  }
  return pieces
}
const crosses = (a: Pin, b: Pin): boolean =>
  segments(a.wire).some((p) =>
    segments(b.wire).some(
      (q) =>
        (p.x1 < q.x2 && q.x1 < p.x2 && p.y1 < q.y2 && q.y1 < p.y2) ||
        // a horizontal through a vertical
        (p.y1 === p.y2 && q.x1 === q.x2 && p.x1 < q.x1 && q.x1 < p.x2 && q.y1 < p.y1 && p.y1 < q.y2) ||
        (q.y1 === q.y2 && p.x1 === p.x2 && q.x1 < p.x1 && p.x1 < q.x2 && p.y1 < q.y1 && q.y1 < p.y2),
    ),
  )

function sound(scene: Scene): void {
  const boxes: Box[] = [...scene.cards, ...scene.guests]
  boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(false)))
  for (const card of scene.cards) {
    expect(
      scene.bands.some(
        (band) =>
          card.x >= band.x &&
          card.x + card.w <= band.x + band.w &&
          card.y >= band.y &&
          card.y + card.h <= band.y + band.h,
      ),
    ).toBe(true)
    expect(roughMeasure(card.title, 'ui-bold', 14) + roughMeasure(card.image, 'mono', 11.5)).toBeLessThan(card.w - 30)
  }
  scene.pins.forEach((pin, i) => {
    scene.pins.slice(i + 1).forEach((other) => {
      expect(overlap(pin, other), `${pin.key} on ${other.key}`).toBe(false)
      expect(crosses(pin, other), `${pin.key} through ${other.key}`).toBe(false)
    })
    for (const piece of segments(pin.wire))
      for (const card of scene.cards)
        expect(
          piece.x1 < card.x + card.w - 0.5 &&
            piece.x2 > card.x + 0.5 &&
            piece.y1 < card.y + card.h - 0.5 &&
            piece.y2 > card.y + 0.5,
          `${pin.key} across ${card.key}`,
        ).toBe(false)
  })
  expect(scene.height).toBeGreaterThanOrEqual(scene.frame.y + scene.frame.h)
}

describe('the map', () => {
  test('an empty machine has the default bridge and fills its room', () => {
    const scene = layout({ ...sampleView(), containers: [], images: [], pulls: [], volumes: [] }, options)
    expect(scene.bands.map((band) => band.title)).toContain('bridge')
    expect(scene.bands[0]!.empty).toBe(true)
    expect(scene.shelf.empty).toBe(true)
    expect(scene.height).toBe(481)
  })

  test('no card covers another, no wire crosses a card or a wire', () => {
    sound(layout(sampleView(), options))
    for (const count of [1, 7, 30])
      for (const width of [360, 620, 760, 1036, 1500]) sound(layout(crowd(count), { ...options, width }))
  })

  test('a port published on IPv4 and IPv6 has one pin, an exited container none', () => {
    const scene = layout(sampleView(), options)
    expect(scene.pins.map((pin) => pin.text).sort()).toEqual(['8080', '818'])
  })

  test('a container in two networks has one card and is a guest in the other', () => {
    const view = sampleView()
    view.containers
      .find((container) => container.name === 'web')!
      .networks.push({ name: 'app-network', address: '172.18.0.9' })
    const scene = layout(view, options)
    expect(scene.cards.filter((card) => card.container.name === 'web')).toHaveLength(1)
    expect(scene.guests).toHaveLength(1)
    expect(scene.guests[0]!.address).toBe('172.18.0.9')
  })

  test('images that share layers are joined', () => {
    expect(layout(sampleView(), options).links).toHaveLength(1)
  })

  test('long names are cut, in any script', () => {
    const cut = fit('아주아주아주 긴 이름을 가진 컨테이너', 90, roughMeasure, 'ui-bold', 14)
    expect(cut).toMatch(/…$/)
    expect(roughMeasure(cut, 'ui-bold', 14)).toBeLessThanOrEqual(90)
    expect(fit('short', 90, roughMeasure, 'ui', 14)).toBe('short')
  })
})
