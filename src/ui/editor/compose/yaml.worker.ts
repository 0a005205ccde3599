/** The YAML language service, off the page's thread. */
import 'monaco-yaml/yaml.worker.js'
