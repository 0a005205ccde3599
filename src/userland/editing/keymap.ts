/**
 * Key bindings: readline's emacs keymap as bash has it, and what Debian's /etc/inputrc adds. A sequence that begins like a longer one waits for the
 * rest. Left out: macros, vi mode, C-x C-e, completion of single kinds (M-@, M-~ …), glob expansion (C-x *), M-n and M-p, shell-expand-line.
 */
export type Command =
  | 'self-insert'
  | 'accept-line'
  | 'beginning-of-line'
  | 'end-of-line'
  | 'forward-char'
  | 'backward-char'
  | 'forward-word'
  | 'backward-word'
  | 'character-search'
  | 'character-search-backward'
  | 'set-mark'
  | 'exchange-point-and-mark'
  | 'delete-char'
  | 'backward-delete-char'
  | 'delete-horizontal-space'
  | 'kill-line'
  | 'backward-kill-line'
  | 'shell-forward-word'
  | 'shell-backward-word'
  | 'shell-kill-word'
  | 'history-search-backward'
  | 'history-search-forward'
  | 'unix-line-discard'
  | 'unix-word-rubout'
  | 'kill-word'
  | 'backward-kill-word'
  | 'yank'
  | 'yank-pop'
  | 'yank-last-arg'
  | 'yank-nth-arg'
  | 'transpose-chars'
  | 'transpose-words'
  | 'upcase-word'
  | 'downcase-word'
  | 'capitalize-word'
  | 'quoted-insert'
  | 'undo'
  | 'revert-line'
  | 'digit-argument'
  | 'previous-history'
  | 'next-history'
  | 'beginning-of-history'
  | 'end-of-history'
  | 'reverse-search-history'
  | 'forward-search-history'
  | 'operate-and-get-next'
  | 'complete'
  | 'possible-completions'
  | 'insert-completions'
  | 'clear-screen'
  | 'insert-comment'
  | 'bracketed-paste-begin'
  | 'abort'

const BINDINGS: Readonly<Record<string, Command>> = {
  '\x00': 'set-mark',
  '\x01': 'beginning-of-line',
  '\x02': 'backward-char',
  '\x04': 'delete-char',
  '\x05': 'end-of-line',
  '\x06': 'forward-char',
  '\x07': 'abort',
  '\x08': 'backward-delete-char',
  '\x09': 'complete',
  '\x0a': 'accept-line',
  '\x0b': 'kill-line',
  '\x0c': 'clear-screen',
  '\x0d': 'accept-line',
  '\x0e': 'next-history',
  '\x0f': 'operate-and-get-next',
  '\x10': 'previous-history',
  '\x11': 'quoted-insert',
  '\x12': 'reverse-search-history',
  '\x13': 'forward-search-history',
  '\x14': 'transpose-chars',
  '\x15': 'unix-line-discard',
  '\x16': 'quoted-insert',
  '\x17': 'unix-word-rubout',
  '\x18\x15': 'undo',
  '\x18\x7f': 'backward-kill-line',
  '\x18\x07': 'abort',
  '\x18\x18': 'exchange-point-and-mark',
  '\x19': 'yank',
  '\x1d': 'character-search',
  '\x1f': 'undo',
  '\x7f': 'backward-delete-char',
  '\x1b\x07': 'abort',
  '\x1b\x02': 'shell-backward-word',
  '\x1b\x04': 'shell-kill-word',
  '\x1b\x06': 'shell-forward-word',
  '\x1b\x0c': 'clear-screen',
  '\x1b\x12': 'revert-line',
  '\x1b\x08': 'backward-kill-word',
  '\x1b\x19': 'yank-nth-arg',
  '\x1b\x1d': 'character-search-backward',
  '\x1b ': 'set-mark',
  '\x1b#': 'insert-comment',
  '\x1b*': 'insert-completions',
  '\x1b-': 'digit-argument',
  '\x1b.': 'yank-last-arg',
  '\x1b<': 'beginning-of-history',
  '\x1b=': 'possible-completions',
  '\x1b>': 'end-of-history',
  '\x1b?': 'possible-completions',
  '\x1b\\': 'delete-horizontal-space',
  '\x1b_': 'yank-last-arg',
  '\x1bb': 'backward-word',
  '\x1bc': 'capitalize-word',
  '\x1bd': 'kill-word',
  '\x1bf': 'forward-word',
  '\x1bl': 'downcase-word',
  '\x1br': 'revert-line',
  '\x1bt': 'transpose-words',
  '\x1bu': 'upcase-word',
  '\x1by': 'yank-pop',
  '\x1b\x7f': 'backward-kill-word',
  ...Object.fromEntries([...'0123456789'].map((digit) => [`\x1b${digit}`, 'digit-argument' as const])),
  ...Object.fromEntries(
    ['[', 'O'].flatMap((kind): [string, Command][] => [
      [`\x1b${kind}A`, 'previous-history'],
      [`\x1b${kind}B`, 'next-history'],
      [`\x1b${kind}C`, 'forward-char'],
      [`\x1b${kind}D`, 'backward-char'],
      [`\x1b${kind}H`, 'beginning-of-line'],
      [`\x1b${kind}F`, 'end-of-line'],
    ]),
  ),
  '\x1b[1~': 'beginning-of-line',
  '\x1b[2~': 'quoted-insert',
  '\x1b[3~': 'delete-char',
  '\x1b[4~': 'end-of-line',
  '\x1b[5~': 'history-search-backward',
  '\x1b[6~': 'history-search-forward',
  '\x1b[3;5~': 'kill-word',
  '\x1b[1;3C': 'forward-word',
  '\x1b[1;3D': 'backward-word',
  '\x1b[1;5C': 'forward-word',
  '\x1b[1;5D': 'backward-word',
  '\x1b[5C': 'forward-word',
  '\x1b[5D': 'backward-word',
  '\x1b\x1b[C': 'forward-word',
  '\x1b\x1b[D': 'backward-word',
  '\x1b[200~': 'bracketed-paste-begin',
}

const PREFIXES = new Set(
  Object.keys(BINDINGS).flatMap((keys) => Array.from({ length: keys.length - 1 }, (_, i) => keys.slice(0, i + 1))),
)

/** The command bound to the keys; 'more' when they begin a longer sequence; null when nothing is bound. */
export function lookUp(keys: string): Command | 'more' | null {
  // do-lowercase-version
  if (/^\x1b[A-NP-Z]$/.test(keys)) return lookUp(keys.toLowerCase())
  if (Object.hasOwn(BINDINGS, keys)) return BINDINGS[keys]!
  if (PREFIXES.has(keys)) return 'more'
  if ([...keys].length === 1 && (keys >= ' ' || keys === '\x1b')) return keys === '\x1b' ? 'more' : 'self-insert'
  return null
}
