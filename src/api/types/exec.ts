/** Exec instances. */
export interface ExecCreateRequest {
  User?: string
  Privileged?: boolean
  Tty?: boolean
  ConsoleSize?: [height: number, width: number] | null
  AttachStdin?: boolean
  AttachStderr?: boolean
  AttachStdout?: boolean
  DetachKeys?: string
  Env?: string[] | null
  WorkingDir?: string
  Cmd?: string[] | null
}
export interface ExecCreateResponse {
  Id: string
}
export interface ExecStartRequest {
  Detach?: boolean
  Tty?: boolean
  ConsoleSize?: [height: number, width: number] | null
}
export interface ExecInspect {
  ID: string
  Running: boolean
  ExitCode: number | null
  ProcessConfig: {
    tty: boolean
    entrypoint: string
    arguments: string[]
    privileged: boolean
    user?: string
  }
  OpenStdin: boolean
  OpenStderr: boolean
  OpenStdout: boolean
  CanRemove: boolean
  ContainerID: string
  DetachKeys: string
  Pid: number
}
