/** util-linux and procps take -h and -V for --help and --version. */
export const shortHelp = (args: readonly string[]): string[] =>
  args.map((arg, i) => (i > 0 ? arg : arg === '-h' ? '--help' : arg === '-V' ? '--version' : arg))
