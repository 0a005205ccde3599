/** The images of the simulated Docker Hub. A new image is a file beside this one and a line here. */
import { part1, part2 } from './aibcontents.ts'
import { alpine319, alpine320, alpine321, alpine322 } from './alpine.ts'
import { asciiquarium } from './asciiquarium.ts'
import { busybox135 } from './busybox.ts'
import { debian12, debian12Slim } from './debian.ts'
import { helloWorld } from './hello-world.ts'
import { httpd24 } from './httpd.ts'
import { httpdAlpine } from './httpd-alpine.ts'
import { nginx122, nginxStable } from './nginx.ts'
import { nginxAlpine } from './nginx-alpine.ts'
import { nodeImages } from './node.ts'
import { python311 } from './python.ts'
import { pythonOfficial } from './python-official.ts'
import { redis70 } from './redis.ts'
import { redisAlpine } from './redis-alpine.ts'
import { registry2 } from './registry.ts'
import { ubuntu2004, ubuntu2204, ubuntu2404 } from './ubuntu.ts'
import { whalesay } from './whalesay.ts'
import type { ImageRecipe } from './recipe.ts'

export const CATALOG: readonly ImageRecipe[] = [
  busybox135,
  debian12,
  debian12Slim,
  helloWorld,
  httpd24,
  httpdAlpine,
  nginx122,
  nginxStable,
  nginxAlpine,
  python311,
  ...pythonOfficial,
  ...nodeImages,
  redis70,
  redisAlpine,
  whalesay,
  alpine319,
  alpine320,
  alpine321,
  alpine322,
  asciiquarium,
  part1,
  part2,
  registry2,
  ubuntu2004,
  ubuntu2204,
  ubuntu2404,
]
