/** What the page and the frame of the Browser pane say to each other over their message port. */
export interface Page {
  /** Where it came from, after redirections. */
  url: string
  html: string
}
export interface Answer {
  status: number
  headers: [string, string][]
  body: Uint8Array<ArrayBuffer>
  /** After redirections. */
  url: string
}
export type FromFrame =
  | { kind: 'request'; id: number; url: string; method: string; headers: Record<string, string>; body?: string }
  | { kind: 'navigate'; url: string; method: string; body?: string }
  | { kind: 'title'; title: string }
  | { kind: 'cookie'; text: string }
export type ToFrame =
  | { kind: 'answer'; id: number; answer: Answer | { error: string } }
  /** What document.cookie shows. */
  | { kind: 'cookies'; text: string }
