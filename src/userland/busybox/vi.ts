/** BusyBox: vi. Loaded when first run. */
import { busyboxFace, edit } from '../coreutils/vi.ts'
import { applet } from './applet.ts'

export default applet({ short: 'c:RH' }, async (command) => {
  const { sys } = command
  if (command.has('H')) {
    await command.put(
      `These features are available:\n\tPattern searches with / and ?\n\tLast command repeat with "."\n\tLine marking with 'x\n\tNamed buffers with "x\n\tReadonly if vi is called as "view"\n\tReadonly with -R command line arg\n\tSome colon mode commands with ":"\n\tSettable options with ":set"\n\tSignal catching- ^C\n\tJob suspend and resume with ^Z\n\tAdapt to window re-sizes\n`,
    )
    return 0
  }
  if (!sys.isatty(0) || !sys.isatty(1)) return command.die('standard input and output must be a terminal')
  const commands = command.options.filter((option) => option.key === 'c').map((option) => option.value!)
  const exinit = sys.env['EXINIT']
  const files = command.args.filter((arg) => !/^\+\d+$/.test(arg))
  const plus = command.args.find((arg) => /^\+\d+$/.test(arg))
  return edit(sys, busyboxFace, files, {
    readOnly: command.has('R') || command.name === 'view',
    commands: [...(exinit ? [exinit] : []), ...commands],
    line: plus === undefined ? undefined : Number(plus.slice(1)),
    alternate: false,
  })
})
