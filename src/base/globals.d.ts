/** The few globals of browsers, workers and Node that core code may use; everything else of the DOM library is out of its sight. */
interface TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare const TextEncoder: { new (): TextEncoder }
interface TextDecoder {
  decode(bytes?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string
}
declare const TextDecoder: { new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder }
declare function queueMicrotask(callback: () => void): void
declare module '*?raw' {
  const text: string
  export default text
}
