/** Now, as far as "5분 전" is concerned: ticks every ten seconds while somebody is looking. */
class Clock {
  now: number = $state(Date.now())
  constructor() {
    setInterval(() => {
      if (!document.hidden) this.now = Date.now()
    }, 10_000)
    document.addEventListener('visibilitychange', () => (this.now = Date.now()))
  }
  /** After something happened whose age is shown. */
  touch(): void {
    this.now = Date.now()
  }
}
export const clock = new Clock()
