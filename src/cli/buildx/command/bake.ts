/** docker buildx bake */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { bakeTargets } from '../bake/complete.ts'
import { runBake } from '../bake/run.ts'

export const bake: CommandSpec = {
  use: 'bake [OPTIONS] [TARGET...]',
  short: 'Build from a file',
  aliases: ['f'],
  args: anyArgs,
  complete: bakeTargets,
  flags: `
    --allow stringArray  Allow build to access specified resources
    --call string  Set method for evaluating build ("check", "outline", "targets") (default "build")
    --check  Shorthand for "--call=check"
    -f, --file stringArray  Build definition file
    --list string  List targets or variables
    --load  Shorthand for "--set=*.output=type=docker". Conditional.
    --metadata-file string  Write build result metadata to a file
    --no-cache  Do not use cache when building the image
    --print  Print the options without building
    --progress string  Set type of progress output ("auto", "none",  "plain", "quiet", "rawjson", "tty"). Use plain to show container output (default "auto")
    --provenance string  Shorthand for "--set=*.attest=type=provenance"
    --pull  Always attempt to pull all referenced images
    --push  Shorthand for "--set=*.output=type=registry". Conditional.
    --sbom string  Shorthand for "--set=*.attest=type=sbom"
    --set stringArray  Override target value (e.g., "targetpattern.key=value") 
  `,
  run: runBake,
}
