/** The Compose plugin: `docker compose …`, and `docker-compose …` by itself. */
import { pluginProgram } from '../cli/framework/plugin-program.ts'
import { compose } from './command/index.ts'

export const dockerCompose = pluginProgram({
  spec: compose,
  vendor: 'Docker Inc.',
  version: '2.40.3',
  short: 'Docker Compose',
})
