/** The help of --format, as a continued flag definition. */
const AS_TEMPLATE = [
  "'json':             Print in JSON format",
  "'TEMPLATE':         Print output using the given Go template.",
  'Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates',
]
export const INSPECT_FORMAT_HELP = ['Format output using a custom template:', ...AS_TEMPLATE].join('\n|')
export const FORMAT_HELP = [
  'Format output using a custom template:',
  "'table':            Print output in table format with column headers (default)",
  "'table TEMPLATE':   Print output in table format using the given Go template",
  ...AS_TEMPLATE,
].join('\n|')
