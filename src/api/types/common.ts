/** Shapes shared by several nouns of the Engine API. Field names and their order are those of API 1.51 (moby api/types). */

/** The body of every error. */
export interface ErrorResponse {
  message: string
}

/** Filters travel in the query as JSON: {"label":{"a=b":true}}. Older clients send arrays. */
export type FilterArgs = Record<string, Record<string, boolean>>

/** One line of a progress stream (pull, push, load, build, import). */
export interface JsonMessage {
  stream?: string
  status?: string
  progressDetail?: { current?: number; total?: number; start?: number; hidecounts?: boolean; units?: string }
  /** The bar as older clients print it: "[==>   ]  14.35kB/1.267MB". */
  progress?: string
  id?: string
  from?: string
  time?: number
  timeNano?: number
  errorDetail?: { code?: number; message?: string }
  error?: string
  /** Build results: {ID}, and push results: {Tag, Digest, Size}. */
  aux?: { ID?: string; Tag?: string; Digest?: string; Size?: number }
}

export interface HealthConfig {
  Test?: string[]
  /** Durations in nanoseconds; 0 inherits. */
  Interval?: number
  Timeout?: number
  StartPeriod?: number
  StartInterval?: number
  Retries?: number
}

/** "80/tcp" */
export type PortSpec = string
export interface PortBinding {
  HostIp: string
  HostPort: string
}
export type PortMap = Record<PortSpec, PortBinding[] | null>

export interface GraphDriverData {
  Data: Record<string, string> | null
  Name: string
}

export interface AuthConfig {
  username?: string
  password?: string
  auth?: string
  email?: string
  serveraddress?: string
  identitytoken?: string
  registrytoken?: string
}
export interface AuthResponse {
  IdentityToken: string
  Status: string
}
/** A descriptor's platform. */
export interface Platform {
  architecture: string
  os: string
  variant?: string
}
