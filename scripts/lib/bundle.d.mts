/** Address of the module NAME of a bundle that is up to date. */
export function nodeBundle(name: string): Promise<string>
