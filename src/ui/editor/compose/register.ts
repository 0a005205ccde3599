/** Makes Monaco know YAML, and compose files by their schema: completion, validation, hover, formatting, outline (monaco-yaml). */
import { configureMonacoYaml } from 'monaco-yaml'
import { locale } from '../../shared/locale.svelte.ts'
import type { Monaco } from '../monaco/monaco.ts'
import { composeSchema } from './schema.ts'
import YamlWorker from './yaml.worker.ts?worker'

/** Names that docker compose looks for, and their kin (isCompose of ../languages.ts). */
const FILES = ['compose', 'docker-compose'].flatMap((name) => [
  `**/${name}.yml`,
  `**/${name}.yaml`,
  `**/${name}.*.yml`,
  `**/${name}.*.yaml`,
])

export function registerCompose(monaco: Monaco): void {
  // monaco-yaml asks for workers the way of older Monacos: by the name of a module.
  const older = {
    ...monaco,
    editor: {
      ...monaco.editor,
      createWebWorker<T extends object>(options: { createData?: unknown; host?: Record<string, () => unknown> }) {
        const worker = new YamlWorker()
        // The first message makes it begin, the second one is its configuration.
        worker.postMessage('ignore')
        worker.postMessage(options.createData)
        return monaco.editor.createWebWorker<T>({ worker, host: options.host })
      },
    },
  }
  configureMonacoYaml(older as unknown as Parameters<typeof configureMonacoYaml>[0], {
    enableSchemaRequest: false,
    validate: true,
    hover: true,
    completion: true,
    format: { enable: true, printWidth: 120 },
    schemas: [{ uri: 'naru://compose.json', fileMatch: FILES, schema: composeSchema(locale.language) }],
  })
}
