/**
 * The simulated Python package index: what tutorials install. Small packages of ours stand in for the real ones (files below <name>/); those
 * without files install, and say on import that they are not simulated. Sizes are those of the real wheels, in bytes.
 */
export interface IndexEntry {
  /** Newest last. */
  versions: readonly string[]
  size: number
  summary: string
  requires?: readonly string[]
  /** What is imported, where it is not the package's name. */
  modules?: readonly string[]
  /** Console scripts: name → "module:function". */
  scripts?: Readonly<Record<string, string>>
  /** The end of the wheel's name. */
  tag?: string
}

const PURE = 'py3-none-any'
const LINUX = 'cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64'

export const INDEX: Readonly<Record<string, IndexEntry>> = {
  blinker: {
    versions: ['1.8.2', '1.9.0'],
    size: 8_458,
    summary: 'Fast, simple object-to-object and broadcast signaling',
  },
  certifi: {
    versions: ['2024.8.30', '2025.11.12'],
    size: 159_438,
    summary: "Python package for providing Mozilla's CA Bundle.",
  },
  'charset-normalizer': {
    versions: ['3.4.4'],
    size: 151_600,
    summary: 'The Real First Universal Charset Detector.',
    modules: ['charset_normalizer'],
    tag: LINUX,
  },
  click: { versions: ['8.1.8', '8.3.1'], size: 108_274, summary: 'Composable command line interface toolkit' },
  colorama: {
    versions: ['0.4.5', '0.4.6'],
    size: 25_335,
    summary: 'Cross-platform colored terminal text.',
    tag: 'py2.py3-none-any',
  },
  cowsay: {
    versions: ['6.1'],
    size: 25_600,
    summary: 'The famous cowsay for GNU/Linux is now available for python',
    scripts: { cowsay: 'cowsay.__main__:cli' },
  },
  django: {
    versions: ['4.2.26', '5.2.8'],
    size: 8_289_100,
    summary: 'A high-level Python web framework',
    requires: ['sqlparse>=0.3.1'],
  },
  fastapi: { versions: ['0.121.3'], size: 109_800, summary: 'FastAPI framework, high performance, easy to learn' },
  flask: {
    versions: ['2.3.3', '3.0.3', '3.1.2'],
    size: 103_308,
    summary: 'A simple framework for building complex web applications.',
    requires: [
      'blinker>=1.9.0',
      'click>=8.1.3',
      'itsdangerous>=2.2.0',
      'jinja2>=3.1.2',
      'markupsafe>=2.1.1',
      'werkzeug>=3.1.0',
    ],
    scripts: { flask: 'flask.cli:main' },
  },
  gunicorn: {
    versions: ['22.0.0', '23.0.0'],
    size: 85_029,
    summary: 'WSGI HTTP Server for UNIX',
    requires: ['packaging', 'werkzeug'],
    scripts: { gunicorn: 'gunicorn.app.wsgiapp:run' },
  },
  idna: { versions: ['3.11'], size: 71_008, summary: 'Internationalized Domain Names in Applications (IDNA)' },
  itsdangerous: { versions: ['2.2.0'], size: 16_234, summary: 'Safely pass data to untrusted environments and back.' },
  jinja2: {
    versions: ['3.1.4', '3.1.6'],
    size: 134_899,
    summary: 'A very fast and expressive template engine.',
    requires: ['MarkupSafe>=2.0'],
  },
  markupsafe: {
    versions: ['2.1.5', '3.0.3'],
    size: 22_800,
    summary: 'Safely add untrusted strings to HTML/XML markup.',
    tag: LINUX,
  },
  numpy: {
    versions: ['1.26.4', '2.3.5'],
    size: 16_935_036,
    summary: 'Fundamental package for array computing in Python',
    tag: LINUX,
  },
  packaging: { versions: ['24.2', '25.0'], size: 66_469, summary: 'Core utilities for Python packages' },
  pandas: {
    versions: ['2.2.3', '2.3.3'],
    size: 12_804_400,
    summary: 'Powerful data structures for data analysis, time series, and statistics',
    requires: ['numpy>=1.23.2', 'six>=1.5'],
    tag: LINUX,
  },
  redis: {
    versions: ['5.0.8', '7.1.0'],
    size: 354_159,
    summary: 'Python client for Redis database and key-value store',
  },
  requests: {
    versions: ['2.31.0', '2.32.5'],
    size: 64_738,
    summary: 'Python HTTP for Humans.',
    requires: ['charset-normalizer<4,>=2', 'idna<4,>=2.5', 'urllib3<3,>=1.21.1', 'certifi>=2017.4.17'],
  },
  six: {
    versions: ['1.16.0', '1.17.0'],
    size: 11_050,
    summary: 'Python 2 and 3 compatibility utilities',
    tag: 'py2.py3-none-any',
  },
  sqlparse: { versions: ['0.5.3'], size: 44_415, summary: 'A non-validating SQL parser.' },
  urllib3: {
    versions: ['2.2.3', '2.5.0'],
    size: 129_795,
    summary: 'HTTP library with thread-safe connection pooling, file post, and more.',
  },
  werkzeug: {
    versions: ['3.0.6', '3.1.3'],
    size: 224_498,
    summary: 'The comprehensive WSGI web application library.',
    requires: ['MarkupSafe>=2.1.1'],
  },
}

const sources = import.meta.glob<string>('./*/**/*.py', { query: '?raw', import: 'default' })

/** The entry, with the wheel's name for each version; null: no such package. */
export function indexEntry(name: string): (IndexEntry & { name: string; tag: string }) | null {
  const entry = Object.hasOwn(INDEX, name) ? INDEX[name] : undefined
  return entry ? { ...entry, name, tag: entry.tag ?? PURE } : null
}
/** Text by path below site-packages. */
export async function packageFiles(name: string): Promise<Record<string, string>> {
  const prefix = `./${name}/`
  const files: Record<string, string> = {}
  for (const [path, load] of Object.entries(sources))
    if (path.startsWith(prefix)) files[path.slice(prefix.length)] = await load()
  if (!Object.keys(files).length)
    for (const module of INDEX[name]?.modules ?? [name])
      files[`${module}/__init__.py`] =
        `"""Not simulated."""\nraise ImportError('${name} is not simulated yet: it is installed, but its code is not here', name='${module}')\n`
  return files
}
