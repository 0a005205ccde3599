/**
 * Errors of the engine by kind, as moby's errdefs. The kind, not the text, decides the HTTP status (engine/server/httpstatus.ts),
 * and the client gives the text to the user as it is.
 */
export type ErrorKind =
  | 'notFound'
  | 'invalidParameter'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'notModified'
  | 'notImplemented'
  | 'unavailable'
  | 'system'
  | 'unknown'

export class ApiError extends Error {
  readonly kind: ErrorKind
  constructor(kind: ErrorKind, message: string) {
    super(message)
    this.name = 'ApiError'
    this.kind = kind
  }
}
export const notFound = (message: string): ApiError => new ApiError('notFound', message)
export const invalid = (message: string): ApiError => new ApiError('invalidParameter', message)
export const conflict = (message: string): ApiError => new ApiError('conflict', message)
export const forbidden = (message: string): ApiError => new ApiError('forbidden', message)
export const notModified = (): ApiError => new ApiError('notModified', '')
export const system = (message: string): ApiError => new ApiError('system', message)
export const unauthorized = (message: string): ApiError => new ApiError('unauthorized', message)
export const notImplemented = (message: string): ApiError => new ApiError('notImplemented', message)
/** The text of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
