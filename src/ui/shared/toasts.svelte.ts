/** Short notices in a corner. They go by themselves unless they carry an action or tell of a problem. */
export interface Toast {
  id: number
  tone: 'info' | 'good' | 'warn'
  title: string
  body?: string
  action?: { label: string; run: () => void }
}

const QUIET_MS = 4000

class Toasts {
  items: Toast[] = $state([])
  private next = 1

  show(toast: Omit<Toast, 'id'>): number {
    // The same sentence twice is one notice.
    const same = this.items.find((item) => item.title === toast.title && item.body === toast.body)
    if (same) return same.id
    const id = this.next++
    this.items.push({ ...toast, id })
    if (!toast.action && toast.tone !== 'warn') setTimeout(() => this.dismiss(id), QUIET_MS)
    return id
  }
  dismiss(id: number): void {
    this.items = this.items.filter((item) => item.id !== id)
  }
}
export const toasts = new Toasts()
