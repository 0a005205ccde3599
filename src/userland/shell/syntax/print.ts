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
  /** Inside a function definition commands stand on lines of their own; job names are one line as far as can be. */
  private inFunction = false
  /** A here-document was printed last: the newline after it separates already. */
  private heredoc = false
  private get pad(): string {
    return ' '.repeat(this.indent)
  }

  functionText(name: string, definition: FunctionDefinition): string {
    const { body } = definition
    const outer = this.inFunction
    this.inFunction = true
    this.indent += 4
    const inner = body.kind === 'group' ? this.list(body.body, true) : `${this.pad}${this.command(body)}`
    this.indent -= 4
    this.inFunction = outer
    return `${name} () \n${this.pad}{ \n${inner}\n${this.pad}}${body.kind === 'group' ? this.redirects(body.redirs) : ''}`
  }

  andOr(item: AndOr): string {
    let out = this.command(item.first)
    for (const { op, command } of item.rest) out += ` ${op} ${this.command(command)}`
    return out
  }

  /** Commands one after another. `first`: the first one begins a line. */
  private list(sequence: Sequence, first: boolean): string {
    let out = ''
    sequence.items.forEach((item, index) => {
      if (index === 0 ? first : this.inFunction) out += this.pad
      this.heredoc = false
      out += this.andOr(item)
      const last = index === sequence.items.length - 1
      if (item.background) out += ' &'
      else if (!last && !this.heredoc) out += ';'
      if (!last) out += this.inFunction || this.heredoc ? '\n' : ' '
    })
    return out
  }
  private inline(sequence: Sequence): string {
    return this.list(sequence, false)
  }
  /** An indented body with the semicolon that ends it. */
  private block(sequence: Sequence): string {
    this.indent += 4
    const text = this.list(sequence, true)
    this.indent -= 4
    const background = sequence.items.at(-1)?.background
    return text + (this.heredoc || background ? '' : ';')
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
    if (op === '<<' || op === '<<-') {
      this.heredoc = true
      return `${fd}${op}${redirect.target.raw}\n${redirect.body?.raw ?? ''}${redirect.delimiter ?? ''}\n`
    }
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
        if (!this.inFunction) return `{ ${this.inline(command.body)}; }${this.redirects(command.redirs)}`
        this.indent += 4
        {
          const text = this.list(command.body, true)
          this.indent -= 4
          return `{ \n${text}\n${this.pad}}${this.redirects(command.redirs)}`
        }
      case 'subshell':
        return `( ${this.inline(command.body)} )${this.redirects(command.redirs)}`
      case 'if': {
        let out = ''
        command.clauses.forEach((clause, index) => {
          out += `${index ? `${this.pad}elif` : 'if'} ${this.inline(clause.test)}; then\n${this.block(clause.body)}\n`
        })
        if (command.otherwise) out += `${this.pad}else\n${this.block(command.otherwise)}\n`
        return `${out}${this.pad}fi${this.redirects(command.redirs)}`
      }
      case 'while':
        return `${command.until ? 'until' : 'while'} ${this.inline(command.test)}; do\n${this.block(command.body)}\n${this.pad}done${this.redirects(command.redirs)}`
      case 'for': {
        const words = command.words ? ` in ${command.words.map((word) => word.raw).join(' ')}` : ' in "$@"'
        return `${command.select ? 'select' : 'for'} ${command.name}${words};\n${this.pad}do\n${this.block(command.body)}\n${this.pad}done${this.redirects(command.redirs)}`
      }
      case 'arith-for':
        return `for ((${command.init.raw}; ${command.test.raw.trim()}; ${command.step.raw.trim()}))\n${this.pad}do\n${this.block(command.body)}\n${this.pad}done${this.redirects(command.redirs)}`
      case 'case': {
        let out = `case ${command.word.raw} in \n`
        this.indent += 4
        for (const item of command.items) {
          out += `${this.pad}${item.patterns.map((word) => word.raw).join(' | ')})\n`
          this.indent += 4
          out += `${item.body.items.length ? this.list(item.body, true) : ''}\n`
          this.indent -= 4
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
        return `function ${this.functionText(command.name, command)}`
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
