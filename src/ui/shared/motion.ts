/** A duration in milliseconds, or 0 for people who asked their system for less motion. */
export function motion(ms: number): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ms
}
