/**
 * The machine as the page, the lessons and the tests see it: one simulated host with its kernel, engine and terminals. It runs in a
 * Web Worker (through comlink) and, unchanged, in Node. Everything that crosses is structured-clonable.
 */
import type { LintResults } from '../api/types/index.ts'

export interface MachineOptions {
  seed: number
  /** Epoch in milliseconds for an event clock; undefined: the wall clock. */
  at?: number
  /** 'wall': a person watches, pulls take their time. 'events': time jumps (tests, headless). */
  clock: 'wall' | 'events'
  /** Whether pulls and builds take their time on a wall clock; true unless said otherwise. */
  paced?: boolean
}

/** Opaque to everyone but machine/: version, clock, rng, file trees, engine state, journal. Structured-clonable. */
export interface MachineSnapshot {
  readonly version: number
  /** Milliseconds since the epoch when it was taken. */
  readonly takenAt: number
  readonly payload: unknown
}

export interface TerminalOptions {
  rows: number
  cols: number
  /** Additional environment of the login shell. */
  env?: Record<string, string>
  cwd?: string
}

export interface EngineReply {
  status: number
  /** Parsed JSON, or text when it is none. */
  body: unknown
}

/** What the editor does to a file, as the learner. Paths are absolute. A removal comes last in a list: it is not taken back. */
export type FileEdit =
  /** `create`: only where nothing of that name is (EEXIST). */
  | { kind: 'write'; path: string; data: Uint8Array | string; create?: boolean }
  | { kind: 'mkdir'; path: string }
  /** Never over something that exists (EEXIST). */
  | { kind: 'rename'; from: string; to: string }
  /** With all that is inside. */
  | { kind: 'remove'; path: string }
/** The errno of the first edit that failed ("EACCES"), and which it was; nothing was changed then. */
export type FileEditResult = { error: null } | { error: string; index: number }

/** Something happened that views and checks may care about. */
export type MachineEvent =
  | { kind: 'engine'; type: string; action: string; id: string; attributes: Record<string, string>; timeNano: string }
  /** A line was run in a terminal (journal). */
  | { kind: 'command'; terminal: string; line: string; status: number; startedAt: number; endedAt: number }
  /** A request went over the Engine API (the tap for the conversation view). */
  | { kind: 'api'; method: string; path: string; status: number; ms: number }
  /** Files under the learner's home changed, came or went; only on a wall clock, at most every 120 ms. Very many: their folders. */
  | { kind: 'files'; paths: string[] }
  /** A build began, went on (at most one event in 50 ms) or ended; GET /naru/builds/{ref} has it whole. */
  | { kind: 'build'; ref: string; status: 'running' | 'completed' | 'error' | 'canceled' }

/** What the state map draws; cheap to make, taken whole after each change. */
export interface HostView {
  host: { name: string; address: string }
  images: ImageView[]
  containers: ContainerView[]
  networks: NetworkView[]
  volumes: { name: string; driver: string }[]
  /** Pulls under way. */
  pulls: { reference: string; layers: { id: string; current: number; total: number; status: string }[] }[]
}
export interface ImageView {
  id: string
  tags: string[]
  size: number
  created: number
  /** bottom first; chain ids tell which layers images share */
  layers: { diffId: string; chainId: string; size: number; createdBy: string }[]
}
export interface ContainerView {
  id: string
  name: string
  image: string
  imageId: string
  command: string
  state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  exitCode: number
  /** ms since the epoch, 0 = never */
  created: number
  startedAt: number
  finishedAt: number
  health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  networks: { name: string; address: string }[]
  ports: { container: number; protocol: string; hostIp: string; host: number | null }[]
  mounts: { type: 'bind' | 'volume' | 'tmpfs'; source: string; target: string }[]
}
export interface NetworkView {
  id: string
  name: string
  driver: string
  subnet: string
  gateway: string
}

export interface MachineFacade {
  boot(options: MachineOptions, snapshot?: MachineSnapshot): Promise<void>
  /** The machine's time, milliseconds since the epoch. */
  now(): Promise<number>
  // terminals
  openTerminal(
    options: TerminalOptions,
    onOutput: (data: Uint8Array) => void | Promise<void>,
    onExit: (status: number) => void,
  ): Promise<string>
  writeTerminal(id: string, data: Uint8Array | string): Promise<void>
  resizeTerminal(id: string, rows: number, cols: number): Promise<void>
  closeTerminal(id: string): Promise<void>
  // views
  view(): Promise<HostView>
  /** Calls back after changes (coalesced within a frame); returns a subscription id. */
  watch(onChange: (view: HostView) => void): Promise<number>
  onEvent(listener: (event: MachineEvent) => void): Promise<number>
  unwatch(subscription: number): Promise<void>
  // engine and files, for views, lessons and the editor
  engine(method: string, path: string, body?: unknown): Promise<EngineReply>
  readFile(path: string): Promise<Uint8Array | null>
  writeFile(path: string, data: Uint8Array | string): Promise<void>
  /** All of the edits or none. */
  editFiles(edits: FileEdit[]): Promise<FileEditResult>
  listFiles(
    path: string,
  ): Promise<{ name: string; type: 'file' | 'dir' | 'symlink' | 'other'; size: number; mtime: number }[]>
  /** What docker build --check says of this text. */
  checkDockerfile(text: string): Promise<LintResults>
  /** Images that FROM and docker run can name, "httpd:2.4": those of the machine first, then the registry's. */
  imageNames(): Promise<string[]>
  /** Runs a line in a non-interactive shell of the student; for solutions and checks. */
  run(line: string, options?: { cwd?: string }): Promise<{ status: number; stdout: string; stderr: string }>
  /** The host's processes, as ps shows them there; `tty` is '?' without a terminal. */
  processes(): Promise<{ pid: number; argv: string[]; tty: string }[]>
  /** The journal: the lines run so far, oldest first. */
  journal(): Promise<{ line: string; at: number; status: number }[]>
  /** An HTTP request from the host's browser to a published port. */
  http(
    url: string,
    init?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: [string, string][]; body: Uint8Array } | { error: string }>
  // persistence
  snapshot(): Promise<MachineSnapshot>
  /** Resolves when everything that is runnable without waiting for time or keys has run. */
  settle(): Promise<void>
  shutdown(): Promise<void>
}
