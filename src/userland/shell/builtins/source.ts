/** eval, source and . */
import { type Errno, strerror, SysError } from '../../../base/abi/errno.ts'
import { isDir } from '../../../base/abi/files.ts'
import { BuiltinError, ReturnFrom } from '../exec/control.ts'
import { runText } from '../exec/eval.ts'
import { executableState } from '../exec/find.ts'
import type { Shell } from '../state/shell.ts'
import { fromBytes } from '../text/bytes.ts'
import { type BuiltinCall, parseOptions } from './call.ts'

export async function evaluate(call: BuiltinCall): Promise<number> {
  const { sh } = call
  let { args } = call
  if (sh.dialect.bash) {
    const options = await parseOptions(call, '')
    if (!options) return 2
    args = options.rest
  } else if (args[0] === '--') args = args.slice(1)
  if (!args.length) return 0
  const outer = sh.textName
  if (sh.dialect.almquist) sh.textName = 'eval'
  try {
    return await evaluateText(sh, args.join(' '))
  } finally {
    sh.textName = outer
  }
}

function evaluateText(sh: Shell, text: string): Promise<number> {
  return runText(sh, text, {
    origin: 'eval: ',
    firstLine: sh.dialect.bash ? evalLine(sh) : sh.dialect.name === 'dash' ? 1 : sh.line,
  })
}

const evalLine = (sh: Shell): number => (sh.functionDepth ? sh.line : Math.max(sh.line, sh.inputLine))

export async function source(call: BuiltinCall): Promise<number> {
  const { sh, name } = call
  let { args } = call
  if (sh.dialect.bash) {
    const options = await parseOptions(call, '')
    if (!options) return 2
    args = options.rest
    if (!args.length) {
      await sh.complainAs(name, 'filename argument required')
      await sh.stderr(`${name}: usage: ${name} filename [arguments]\n`)
      return 2
    }
  } else {
    if (args[0] === '--') args = args.slice(1)
    if (!args.length) {
      if (sh.dialect.name === 'ash') throw new BuiltinError('filename argument required', 2)
      return 0
    }
  }
  const file = args[0]!
  const path = sourcePath(sh, file)
  let text: string
  try {
    if (path === undefined) throw new SysError('ENOENT')
    if (isDir(sh.sys.stat(path))) throw new SysError('EISDIR')
    const fd = await sh.sys.open(path, 0)
    try {
      text = fromBytes(await sh.sys.readAll(fd))
    } finally {
      sh.sys.close(fd)
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return sourceFailed(call, file, error.code)
  }
  if (sh.dialect.bash && text.slice(0, 80).includes('\0')) {
    await sh.complainAs(name, `${file}: cannot execute binary file`)
    return 126
  }
  const saved = { positional: sh.positional, line: sh.line, inputLine: sh.inputLine, loopDepth: sh.loopDepth }
  if (args.length > 1 && sh.dialect.name !== 'dash') sh.positional = args.slice(1)
  sh.calls.push({ name: 'source', source: path!, line: sh.line, isSource: true })
  sh.sourceDepth++
  const outer = sh.textName
  if (sh.dialect.almquist) sh.textName = path!
  const positional = sh.positional
  try {
    return await runText(sh, text, { origin: '', firstLine: 1 })
  } catch (error) {
    if (!(error instanceof ReturnFrom)) throw error
    return error.status
  } finally {
    sh.textName = outer
    sh.sourceDepth--
    sh.calls.pop()
    sh.line = saved.line
    sh.inputLine = saved.inputLine
    if (args.length > 1 && sh.positional === positional) sh.positional = saved.positional
  }
}

function sourcePath(sh: Shell, file: string): string | undefined {
  if (file.includes('/')) return file
  if (sh.dialect.almquist || sh.shopt('sourcepath')) {
    for (const directory of (sh.get('PATH') ?? '').split(':')) {
      const candidate = directory === '' ? `./${file}` : `${directory}/${file}`
      const state = executableState(sh, candidate)
      if (state === 'ok' || (state === 'forbidden' && sh.sys.access(candidate, 4))) return candidate
    }
  }
  return sh.dialect.bash && !sh.posix ? file : sh.dialect.name === 'ash' ? `./${file}` : undefined
}

async function sourceFailed(call: BuiltinCall, file: string, code: Errno): Promise<number> {
  const { sh, name } = call
  if (sh.dialect.bash) {
    await sh.complain(code === 'EISDIR' ? `${name}: ${file}: is a directory` : `${file}: ${strerror(code)}`)
    return 1
  }
  const missing = code === 'ENOENT' || code === 'ENOTDIR'
  if (!file.includes('/'))
    throw new BuiltinError(sh.dialect.name === 'dash' ? `${file}: not found` : `${file}: not found`, 2)
  if (sh.dialect.name === 'dash')
    throw new BuiltinError(`cannot open ${file}: ${missing ? 'No such file' : strerror(code)}`, 2)
  throw new BuiltinError(`can't open '${file}': ${missing ? 'No such file or directory' : strerror(code)}`, 2)
}
