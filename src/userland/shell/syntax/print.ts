/** Commands as text again: job names, `type f`, `declare -f` (bash's print_cmd.c). */
import type { AndOr, Command, CondExpr, FunctionDefinition, Redirect, Sequence } from './ast.ts'

/** One line, as `jobs` shows it. */
export function printCommand(command: Command): string {
  return new Printer().command(command)
}
export function printAndOr(item: AndOr): string {
  return new Printer().andOr(item)
}
/** name () \n{ … } as `declare -f` lists it. */
export function printFunction(name: string, definition: FunctionDefinition): string {
  return new Printer().functionText(name, definition)
}

class Printer {
  private indent = 0
  private get pad(): string {
    return ' '.repeat(this.indent)
  }

  functionText(name: string, definition: FunctionDefinition): string {
    const body = definition.body
    if (body.kind === 'group') {
      this.indent += 4
      const inner = this.lines(body.body)
      this.indent -= 4
      return `${name} () \n${this.pad}{ \n${inner}\n${this.pad}}${this.redirects(body.redirs)}`
    }
    this.indent += 4
    const inner = `${this.pad}${this.command(body)}`
    this.indent -= 4
    return `${name} () \n${this.pad}{ \n${inner}\n${this.pad}}`
  }

  andOr(item: AndOr): string {
    let out = this.command(item.first)
    for (const { op, command } of item.rest) out += ` ${op} ${this.command(command)}`
    return out
  }

  /** A list inside a compound command: one command a line, semicolons but after the last. */
  private lines(sequence: Sequence): string {
    return sequence.items
      .map((item, index) => {
        const end = item.background
          ? ' &'
          : index === sequence.items.length - 1
            ? ''
            : item.first.kind === 'function' && !item.rest.length
              ? ''
              : ';'
        return this.pad + this.andOr(item) + end
      })
      .join('\n')
  }
  /** The same in one line, for ( … ) and job names. */
  private inline(sequence: Sequence): string {
    return sequence.items
      .map(
        (item, index) => this.andOr(item) + (item.background ? ' &' : index === sequence.items.length - 1 ? '' : ';'),
      )
      .join(' ')
  }
  private block(sequence: Sequence): string {
    this.indent += 4
    const text = this.lines(sequence)
    this.indent -= 4
    return text
  }

  redirects(redirs: readonly Redirect[]): string {
    return redirs.map((redirect) => ` ${this.redirect(redirect)}`).join('')
  }
  private redirect(redirect: Redirect): string {
    const fd = redirect.fdVar ? `{${redirect.fdVar}}` : redirect.fd === undefined ? '' : String(redirect.fd)
    const { op } = redirect
    if (op === '>&' || op === '<&') {
      const standard = op === '>&' ? 1 : 0
      return `${fd || (/^(\d+|-)$/.test(redirect.target.raw) ? standard : '')}${op}${redirect.target.raw}`
    }
    if (op === '<<' || op === '<<-')
      return `${fd}${op}${redirect.target.raw}\n${redirect.body?.raw ?? ''}${redirect.delimiter ?? ''}`
    return `${fd}${op} ${redirect.target.raw}`
  }

  command(command: Command): string {
    switch (command.kind) {
      case 'simple': {
        const words = [...command.assigns.map((assign) => assign.raw), ...command.words.map((word) => word.raw)]
        const text = words.join(' ') + this.redirects(command.redirs)
        return words.length ? text : text.trimStart()
      }
      case 'pipeline': {
        const parts = command.commands.map((one, index) => this.command(one) + (command.both[index] ? ' 2>&1' : ''))
        const time = command.time ? `time ${command.time === 'posix' ? '-p ' : ''}` : ''
        return time + '! '.repeat(command.bangs) + parts.join(' | ')
      }
      case 'group':
        return `{ \n${this.block(command.body)}\n${this.pad}}${this.redirects(command.redirs)}`
      case 'subshell':
        return `( ${this.inline(command.body)} )${this.redirects(command.redirs)}`
      case 'if': {
        let out = ''
        command.clauses.forEach((clause, index) => {
          out += `${index ? `${this.pad}elif` : 'if'} ${this.inline(clause.test)}; then\n${this.block(clause.body)};\n`
        })
        if (command.otherwise) out += `${this.pad}else\n${this.block(command.otherwise)};\n`
        return `${out}${this.pad}fi${this.redirects(command.redirs)}`
      }
      case 'while':
        return `${command.until ? 'until' : 'while'} ${this.inline(command.test)}; do\n${this.block(command.body)};\n${this.pad}done${this.redirects(command.redirs)}`
      case 'for': {
        const words = command.words ? ` in ${command.words.map((word) => word.raw).join(' ')}` : ' in "$@"'
        return `${command.select ? 'select' : 'for'} ${command.name}${words};\n${this.pad}do\n${this.block(command.body)};\n${this.pad}done${this.redirects(command.redirs)}`
      }
      case 'arith-for':
        return `for ((${command.init.raw}; ${command.test.raw.trim()}; ${command.step.raw.trim()}))\n${this.pad}do\n${this.block(command.body)};\n${this.pad}done${this.redirects(command.redirs)}`
      case 'case': {
        let out = `case ${command.word.raw} in \n`
        this.indent += 4
        for (const item of command.items) {
          out += `${this.pad}${item.patterns.map((word) => word.raw).join(' | ')})\n`
          if (item.body.items.length) out += `${this.block(item.body)}\n`
          out += `${this.pad}${item.end}\n`
        }
        this.indent -= 4
        return `${out}${this.pad}esac${this.redirects(command.redirs)}`
      }
      case 'cond':
        return `[[ ${this.cond(command.expr)} ]]${this.redirects(command.redirs)}`
      case 'arith':
        return `((${command.expr.raw}))${this.redirects(command.redirs)}`
      case 'coproc':
        return `coproc ${command.name} ${this.command(command.body)}`
      case 'function':
        return this.functionText(command.name, command)
    }
  }
  private cond(expr: CondExpr): string {
    switch (expr.c) {
      case 'unary':
        return `${expr.op} ${expr.arg.raw}`
      case 'binary':
        return `${expr.left.raw} ${expr.op} ${expr.right.raw}`
      case 'word':
        return `-n ${expr.arg.raw}`
      case 'not':
        return `! ${this.cond(expr.expr)}`
      case 'paren':
        return `( ${this.cond(expr.expr)} )`
      case 'and':
        return `${this.cond(expr.left)} && ${this.cond(expr.right)}`
      case 'or':
        return `${this.cond(expr.left)} || ${this.cond(expr.right)}`
    }
  }
}
