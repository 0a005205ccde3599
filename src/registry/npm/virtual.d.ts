/** What scripts/lib/npm-packages.mjs gives. */
declare module 'virtual:npm-index' {
  export interface NpmManifest {
    name: string
    version: string
    description?: string
    license?: string
    dependencies?: Record<string, string>
    optionalDependencies?: Record<string, string>
    peerDependencies?: Record<string, string>
    bin?: string | Record<string, string>
    engines?: Record<string, string>
    funding?: unknown
  }
  /** By name and version. `tree`: the module that has the files; `files`, `size`: how many, and their bytes. */
  export const index: Record<
    string,
    Record<string, { tree: string; files: number; size: number; manifest: NpmManifest }>
  >
  /** Files' texts by "name@version" and path. */
  export const trees: Record<string, () => Promise<{ default: Record<string, Record<string, string>> }>>
}
