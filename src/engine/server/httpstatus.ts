/** Error kinds to HTTP statuses: the one place (moby daemon/server/httpstatus). */
import { ApiError, type ErrorKind } from '../../api/types/index.ts'

const STATUS: Record<ErrorKind, number> = {
  notFound: 404,
  invalidParameter: 400,
  conflict: 409,
  unauthorized: 401,
  forbidden: 403,
  notModified: 304,
  notImplemented: 501,
  unavailable: 503,
  system: 500,
  unknown: 500,
}
export const statusOfError = (error: unknown): number => (error instanceof ApiError ? STATUS[error.kind] : 500)
