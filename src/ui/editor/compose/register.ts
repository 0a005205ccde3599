import type { Monaco } from '../monaco/monaco.ts'
export function registerCompose(_monaco: Monaco): void {}
