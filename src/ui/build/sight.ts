/** Scrolls `box`, and nothing around it, as little as shows all of `element`. */
export function bringIntoSight(box: HTMLElement, element: Element): void {
  const outer = box.getBoundingClientRect()
  const inner = element.getBoundingClientRect()
  const by = (start: number, end: number, from: number, to: number): number =>
    start < from ? start - from : end > to ? Math.min(end - to, start - from) : 0
  const MARGIN = 12
  box.scrollLeft += by(inner.left - MARGIN, inner.right + MARGIN, outer.left, outer.right)
  box.scrollTop += by(inner.top - MARGIN, inner.bottom + MARGIN, outer.top, outer.bottom)
}
