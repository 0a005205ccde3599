/** node --help, shortened to the options that are simulated. */
export const HELP = `Usage: node [options] [ script.js ] [arguments]
       node inspect [options] [ script.js | host:port ] [arguments]

Options:
  -                           script read from stdin (default if no
                              file name is provided, interactive mode
                              if a tty)
  --                          indicate the end of node options
  -c, --check                 syntax check script without executing
  --env-file=...              set environment variables from supplied
                              file
  -e, --eval=...              evaluate script
  -h, --help                  print node command line options
                              (currently set)
  -i, --interactive           always enter the REPL even if stdin does
                              not appear to be a terminal
  --import=...                ES module to preload (option can be
                              repeated)
  --input-type=...            set module type for string input
  --no-warnings               silence all process warnings
  -p, --print [...]           evaluate script and print result
  -r, --require=...           CommonJS module to preload (option can be
                              repeated)
  --unhandled-rejections=...  define unhandled rejections behavior.
                              Options are 'strict', 'warn', 'none',
                              'throw'
  -v, --version               print Node.js version

Environment variables:
NO_COLOR                      set to any value to disable all
                              terminal colors
NODE_NO_WARNINGS              set to 1 to silence process warnings
NODE_OPTIONS                  set CLI options in the environment via
                              a space-separated list
NODE_PATH                     ':'-separated list of directories
                              prefixed to the module search path

Documentation can be found at https://nodejs.org/
`
