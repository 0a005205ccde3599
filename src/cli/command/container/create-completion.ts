/** Values of the flags of docker run and create for the shell's completion (container/completion.go). */
import { systemInfo } from '../../../api/client/index.ts'
import type { Completer } from '../../framework/command.ts'
import { fixed, NO_FILES, NO_SPACE, nothing } from '../../framework/complete.ts'
import {
  containerNames,
  detachKeys,
  environmentNames,
  fileNames,
  networkNames,
  platforms,
  restartPolicies,
  signalNames,
} from '../completion.ts'

const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
const capabilities = fixed(['ALL', ...CAPABILITIES.split(' ').map((name) => `CAP_${name}`)])

/** Options of each logging driver. */
const LOG_OPTIONS: Readonly<Record<string, string>> = {
  awslogs:
    'max-buffer-size mode awslogs-create-group awslogs-credentials-endpoint awslogs-datetime-format awslogs-group awslogs-multiline-pattern awslogs-region awslogs-stream tag',
  fluentd:
    'max-buffer-size mode env env-regex labels fluentd-address fluentd-async fluentd-buffer-limit fluentd-request-ack fluentd-retry-wait fluentd-max-retries fluentd-sub-second-precision fluentd-write-timeout tag',
  gcplogs: 'max-buffer-size mode env env-regex labels gcp-log-cmd gcp-meta-id gcp-meta-name gcp-meta-zone gcp-project',
  gelf: 'max-buffer-size mode env env-regex labels gelf-address gelf-compression-level gelf-compression-type gelf-tcp-max-reconnect gelf-tcp-reconnect-delay tag',
  journald: 'max-buffer-size mode env env-regex labels tag',
  'json-file': 'max-buffer-size mode env env-regex labels compress max-file max-size',
  local: 'max-buffer-size mode compress max-file max-size',
  none: '',
  splunk:
    'max-buffer-size mode env env-regex labels splunk-caname splunk-capath splunk-format splunk-gzip splunk-gzip-level splunk-index splunk-insecureskipverify splunk-source splunk-sourcetype splunk-token splunk-url splunk-verify-connection tag',
  syslog:
    'max-buffer-size mode env env-regex labels syslog-address syslog-facility syslog-format syslog-tls-ca-cert syslog-tls-cert syslog-tls-key syslog-tls-skip-verify tag',
}
const optionsOf = (driver: string): string[] => LOG_OPTIONS[driver]!.split(' ').filter((name) => name !== '')
const logOptions: Completer = ({ flags }) => {
  const driver = flags.string('log-driver')
  const known = driver in LOG_OPTIONS
  const names = known ? optionsOf(driver) : [...new Set(Object.keys(LOG_OPTIONS).flatMap(optionsOf))]
  return { candidates: names.map((name) => `${name}=`), directive: known ? NO_SPACE | NO_FILES : NO_SPACE }
}
/** "container:NAME" beside fixed words. */
const namespaceMode =
  (words: readonly string[]): Completer =>
  async (invocation, typed) => {
    if (typed.length > 0 && 'container'.startsWith(typed)) return { candidates: ['container:'], directive: NO_SPACE }
    if (!typed.startsWith('container:')) return { candidates: ['container:', ...words], directive: NO_FILES }
    const { candidates } = await containerNames(true)(invocation, typed)
    return { candidates: candidates.map((name) => `container:${name}`), directive: NO_FILES }
  }
const securityOptions: Completer = (_, typed) => {
  const one = (candidate: string, directive: number): { candidates: string[]; directive: number } => ({
    candidates: [candidate],
    directive,
  })
  if (typed.length > 0 && 'apparmor='.startsWith(typed)) return one('apparmor=', NO_SPACE)
  if (typed.length > 0 && 'label'.startsWith(typed)) return one('label=', NO_SPACE)
  if (typed.startsWith('label=d')) return one('label=disable', NO_FILES)
  if (typed.startsWith('label='))
    return {
      candidates: ['disable', 'level:', 'role:', 'type:', 'user:'].map((each) => `label=${each}`),
      directive: NO_SPACE | NO_FILES,
    }
  if (typed.length > 1 && 'seccomp'.startsWith(typed)) return one('seccomp=', NO_SPACE)
  if (typed.startsWith('seccomp=')) return one('seccomp=unconfined', NO_FILES)
  return {
    candidates: ['apparmor=', 'label=', 'no-new-privileges', 'seccomp=', 'systempaths=unconfined'],
    directive: NO_FILES,
  }
}
const ULIMITS =
  'as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc priority rss rtprio sigpending stack'

export const createFlagCompletions: Readonly<Record<string, Completer>> = {
  '*': nothing,
  attach: fixed(['stderr', 'stdin', 'stdout']),
  'cap-add': capabilities,
  'cap-drop': capabilities,
  cgroupns: fixed(['host', 'private']),
  'detach-keys': detachKeys,
  env: environmentNames,
  'env-file': fileNames,
  ipc: namespaceMode(['host', 'none', 'private', 'shareable']),
  link: async (invocation, typed) => {
    const { candidates } = await containerNames(true)(invocation, typed)
    return { candidates: candidates.map((name) => `${name}:`), directive: NO_SPACE }
  },
  'log-driver': async ({ cli }) => ({ candidates: (await systemInfo(cli.client)).Plugins.Log, directive: NO_FILES }),
  'log-opt': logOptions,
  network: networkNames,
  pid: namespaceMode(['host']),
  platform: platforms,
  pull: fixed(['always', 'missing', 'never']),
  restart: restartPolicies,
  'security-opt': securityOptions,
  'stop-signal': signalNames,
  'storage-opt': () => ({ candidates: ['size='], directive: NO_SPACE }),
  ulimit: () => ({ candidates: ULIMITS.split(' ').map((name) => `${name}=`), directive: NO_SPACE }),
  userns: fixed(['host']),
  uts: fixed(['host']),
  'volume-driver': async ({ cli }) => ({
    candidates: (await systemInfo(cli.client)).Plugins.Volume,
    directive: NO_FILES,
  }),
  'volumes-from': containerNames(true),
}
