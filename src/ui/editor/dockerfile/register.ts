import type { Monaco } from '../monaco/monaco.ts'
export function registerDockerfile(_monaco: Monaco): void {}
