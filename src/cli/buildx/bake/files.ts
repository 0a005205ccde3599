/** Finding, reading and parsing bake files (commands/bake.go readBakeFiles, bake.ReadLocalFiles, ParseFiles). */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { decode } from '../../../base/bytes.ts'
import type { BuildStatus, BuildVertexStatus } from '../../../api/types/index.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import type { StandardInput } from '../build/inputs.ts'
import { BuildFailure } from '../failure.ts'
import { standardFunctions } from './functions/index.ts'
import type { Body } from './hcl/ast.ts'
import { HclError } from './hcl/diagnostic.ts'
import { parseHclJson } from './hcl/json-body.ts'
import { parseHcl } from './hcl/parse-body.ts'
import { isCompose, loadCompose, type BakeFile } from './load-compose.ts'
import { loadHcl } from './load-hcl.ts'
import type { Config } from './model.ts'

const DEFAULTS = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
]
/** Files named by BUILDX_BAKE_FILE, where -f names none. Throws CommandError. */
export function filesOfEnvironment(cli: Cli): string[] {
  const { env } = cli.sys
  const given = env.BUILDX_BAKE_FILE
  if (given === undefined) return []
  const names = given.split(env.BUILDX_BAKE_PATH_SEPARATOR || ':').map((name) => name.trim())
  return names.filter((name) => {
    if (name === '' || name === '-') return name === '-'
    const found = attempt(() => cli.sys.stat(name))
    if (found instanceof SysError) throw new CommandError(goError(found, `stat ${name}`))
    return true
  })
}
/** Reads them, or those of the default names that exist, and shows it as a step. Throws CommandError. */
export async function readBakeFiles(
  cli: Cli,
  given: readonly string[],
  fromEnv: boolean,
  printer: { write: (status: BuildStatus) => void },
  stdin: StandardInput,
): Promise<BakeFile[]> {
  const names = given.map((name) => name.replace(/^cwd:\/\//, ''))
  const where = fromEnv ? ' from BUILDX_BAKE_FILE env' : ''
  const step = new Step(cli, `[internal] load local bake definitions${where}`, printer)
  const files: BakeFile[] = []
  try {
    for (const name of names.length > 0 ? names : DEFAULTS) {
      const bytes = name === '-' ? await stdin.all() : readFile(cli, name, names.length === 0)
      if (!bytes) continue
      step.file(name === '-' ? 'reading from stdin' : `reading ${name}`, bytes.length, name !== '-')
      files.push({ name, text: decode(bytes) })
    }
  } finally {
    step.done()
  }
  return files
}
function readFile(cli: Cli, name: string, optional: boolean): Uint8Array | null {
  const bytes = attempt(() => cli.sys.readFile(name))
  if (!(bytes instanceof SysError)) return bytes
  if (optional && bytes.code === 'ENOENT') return null
  throw new CommandError(bytes.code === 'EISDIR' ? `read ${name}: is a directory` : goError(bytes, `open ${name}`))
}
/** A step of the client's own. */
class Step {
  private readonly cli: Cli
  private readonly name: string
  private readonly started: string
  private readonly printer: { write: (status: BuildStatus) => void }
  private readonly digest: string
  constructor(cli: Cli, name: string, printer: { write: (status: BuildStatus) => void }) {
    this.cli = cli
    this.name = name
    this.printer = printer
    this.digest = `client:${name}`
    this.started = this.now()
    printer.write({ vertexes: [{ digest: this.digest, name, started: this.started }] })
  }
  private now(): string {
    return new Date(this.cli.sys.now()).toISOString()
  }
  file(id: string, size: number, known: boolean): void {
    const now = this.now()
    const status: BuildVertexStatus = { id, vertex: this.digest, current: size, timestamp: now, started: now }
    this.printer.write({ statuses: [{ ...status, ...(known ? { total: size } : {}), completed: now }] })
  }
  done(): void {
    this.printer.write({
      vertexes: [{ digest: this.digest, name: this.name, started: this.started, completed: this.now() }],
    })
  }
}

/** Throws CommandError, BuildFailure with the place. */
export function parseFiles(cli: Cli, files: readonly BakeFile[], cmdContext: string): Config {
  const { env } = cli.sys
  const dotenv = readDotEnv(cli)
  const lookup = (name: string): string | undefined => env[name] ?? dotenv.get(name)
  try {
    const compose = files.filter((file) => isCompose(file, lookup))
    const bodies = files.filter((file) => !compose.includes(file)).map(parseBody)
    const base = compose.length > 0 ? loadCompose(compose, lookup) : { groups: [], targets: [], variables: [] }
    if (bodies.length === 0) return base
    return loadHcl(
      bodies,
      {
        env: (name) => env[name],
        builtins: new Map([
          ['BAKE_CMD_CONTEXT', cmdContext],
          ['BAKE_LOCAL_PLATFORM', 'linux/amd64'],
        ]),
        functions: standardFunctions({
          now: () => cli.sys.now(),
          randomBytes: (count) => cli.sys.rng.bytes(count),
          home: env.HOME ?? '/',
        }),
      },
      base,
    )
  } catch (error) {
    if (error instanceof HclError) throw located(error, files)
    throw error
  }
}
function parseBody({ name, text }: BakeFile): Body {
  if (name.endsWith('.json')) return parseHclJson(text, name)
  if (name.endsWith('.hcl')) return parseHcl(text, name)
  try {
    return parseHcl(text, `${name}.hcl`)
  } catch (error) {
    if (!(error instanceof HclError)) throw error
    try {
      return parseHclJson(text, `${name}.json`)
    } catch (second) {
      if (second instanceof HclError) throw error
      throw second
    }
  }
}
function located(error: HclError, files: readonly BakeFile[]): BuildFailure {
  const subject = error.diagnostics.find((each) => each.subject)?.subject
  if (!subject) return new BuildFailure(error.message)
  const data = files.find(({ name }) => name === subject.filename)?.text ?? ''
  const position = ({ line, column }: { line: number; column: number }): { line: number; character: number } => ({
    line,
    character: column,
  })
  return new BuildFailure(error.message, [
    {
      source: { filename: subject.filename, data },
      ranges: [{ start: position(subject.start), end: position(subject.end) }],
    },
  ])
}
/** .env beside: for compose files only. */
function readDotEnv(cli: Cli): ReadonlyMap<string, string> {
  const bytes = attempt(() => cli.sys.readFile('.env'))
  const out = new Map<string, string>()
  if (bytes instanceof SysError) return out
  for (const line of decode(bytes).split('\n')) {
    const match = /^\s*(?:export\s+)?([\w.]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*?))\s*(?:\s#.*)?$/.exec(line)
    if (match) out.set(match[1]!, match[2]?.replaceAll('\\n', '\n') ?? match[3] ?? match[4] ?? '')
  }
  return out
}
