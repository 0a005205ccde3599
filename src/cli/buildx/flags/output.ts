/** --output, --load and --push (buildflags/export.go, build.CreateExports): what becomes of what is built. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError, FlagError } from '../../framework/errors.ts'
import { parseBool } from '../../framework/flag-values.ts'
import { goError } from '../../framework/go-errors.ts'
import { cut } from '../../opts/validate.ts'
import { csvFields } from './csv.ts'

export interface OutputSpec {
  type: string
  attrs: Record<string, string>
  destination: string
}
export interface Output {
  type: string
  attrs: Record<string, string>
  /** Where its files go; null: nowhere on the client. */
  target: { kind: 'folder' | 'file'; path: string } | { kind: 'stdout' } | null
}
export const isTrue = (text: string | undefined): boolean => {
  try {
    return parseBool(text ?? '')
  } catch (error) {
    if (error instanceof FlagError) return false
    throw error
  }
}
/** Throws CommandError. */
export function parseOutput(text: string): OutputSpec {
  const fields = csvFields(text)
  const spec: OutputSpec = { type: '', attrs: {}, destination: '' }
  if (fields.length === 1 && fields[0] === text && !text.startsWith('type='))
    return { ...spec, type: text === '-' ? 'tar' : 'local', destination: text }
  for (const field of fields) {
    const [name, value, hasValue] = cut(field, '=')
    if (!hasValue) throw new CommandError(`invalid value ${field}`)
    const key = name.toLowerCase().trim()
    if (key === 'type') spec.type = value
    else if (key === 'dest') spec.destination = value
    else spec.attrs[key] = value
  }
  if (spec.type === '') throw new CommandError('type is required for output')
  return spec
}

/** Looks at the destinations. Throws CommandError. */
export function createOutputs(
  cli: Cli,
  specs: readonly OutputSpec[],
  options: { push: boolean; load: boolean },
): Output[] {
  let stdoutUsed = false
  const outputs = specs.map((spec): Output => {
    const output: Output = { type: spec.type, attrs: { ...spec.attrs }, target: null }
    let { destination } = spec
    let folder = spec.type === 'local'
    let file = spec.type === 'tar'
    if (spec.type === 'oci' || spec.type === 'docker') {
      file = spec.attrs['tar'] === undefined || isTrue(spec.attrs['tar'])
      folder = !file
    } else if (spec.type === 'registry') {
      output.type = 'image'
      output.attrs['push'] = 'true'
    }
    const found = destination === '' || destination === '-' ? null : attempt(() => cli.sys.stat(destination))
    const missing = found instanceof SysError && found.code === 'ENOENT'
    if (folder) {
      if (destination === '') throw new CommandError(`dest is required for ${output.type} exporter`)
      if (destination === '-') throw new CommandError(`dest cannot be stdout for ${output.type} exporter`)
      if (found instanceof SysError && !missing)
        throw new CommandError(
          `invalid destination directory: ${destination}: ${goError(found, `stat ${destination}`)}`,
        )
      if (found && !(found instanceof SysError) && !isDir(found))
        throw new CommandError(`destination directory ${destination} is a file`)
      output.target = { kind: 'folder', path: destination }
    }
    if (file) {
      if (destination === '' && output.type !== 'docker') destination = '-'
      if (destination === '-') {
        if (stdoutUsed) throw new CommandError('multiple outputs configured to write to stdout')
        if (cli.out.isTerminal)
          throw new CommandError(`dest file is required for ${output.type} exporter. refusing to write to console`)
        stdoutUsed = true
        output.target = { kind: 'stdout' }
      } else if (destination !== '') {
        if (found instanceof SysError && !missing)
          throw new CommandError(`invalid destination file: ${destination}: ${goError(found, `stat ${destination}`)}`)
        if (found && !(found instanceof SysError) && isDir(found))
          throw new CommandError(`destination file ${destination} is a directory`)
        try {
          cli.sys.writeFile(destination, '', { mode: 0o666 })
        } catch (error) {
          if (!(error instanceof SysError)) throw error
          throw new CommandError(`failed to open ${goError(error, `open ${destination}`)}`)
        }
        output.target = { kind: 'file', path: destination }
      }
    }
    return output
  })
  if (options.push) {
    const images = outputs.filter(({ type }) => type === 'image')
    for (const { attrs } of images) attrs['push'] = 'true'
    if (images.length === 0) outputs.push({ type: 'image', attrs: { push: 'true' }, target: null })
  }
  if (options.load && !outputs.some(({ type, target }) => type === 'docker' && target === null))
    outputs.push({ type: 'docker', attrs: {}, target: null })
  return outputs
}
