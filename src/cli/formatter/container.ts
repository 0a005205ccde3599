/** The columns of docker ps. */
import type { ContainerSummary } from '../../api/types/index.ts'
import { quote } from '../../base/go/quote.ts'
import { humanSizeWithPrecision } from '../../base/go/units.ts'
import { ellipsis } from '../../base/go/width.ts'
import { CommandError } from '../framework/errors.ts'
import { familiarString, parseReference } from '../opts/reference.ts'
import type { Columns } from './format.ts'
import { displayablePorts } from './ports.ts'
import { ago, labelList, truncateId, unixTime } from './text.ts'

export const CONTAINER_TABLE =
  'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}'

function image(container: ContainerSummary, trunc: boolean): string {
  if (container.Image === '') return '<no image>'
  if (!trunc) return container.Image
  const short = truncateId(container.ImageID)
  if (short === truncateId(container.Image)) return short
  try {
    const reference = parseReference(container.Image)
    return familiarString({ ...reference, digest: null })
  } catch (error) {
    if (error instanceof CommandError) return container.Image
    throw error
  }
}
/** Without the slash; of several, those of links to it left out. */
function names(container: ContainerSummary, trunc: boolean): string {
  const all = container.Names.map((name) => name.slice(1))
  const own = trunc ? all.find((name) => !name.includes('/')) : undefined
  return own ?? all.join(',')
}
export const CONTAINER_COLUMNS: Columns<ContainerSummary> = {
  typeName: '*formatter.ContainerContext',
  headers: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
  methods: {
    ID: (item, { trunc }) => (trunc ? truncateId(item.Id) : item.Id),
    Names: (item, { trunc }) => names(item, trunc),
    Image: (item, { trunc }) => image(item, trunc),
    Command: (item, { trunc }) => quote(trunc ? ellipsis(item.Command, 20) : item.Command),
    CreatedAt: (item) => unixTime(item.Created),
    RunningFor: (item, { now }) => ago(item.Created, now),
    Ports: (item) => displayablePorts(item.Ports ?? []),
    State: (item) => item.State,
    Status: (item) => item.Status,
    Size: (item) => {
      const size = humanSizeWithPrecision(item.SizeRw ?? 0, 3)
      const root = item.SizeRootFs ?? 0
      return root > 0 ? `${size} (virtual ${humanSizeWithPrecision(root, 3)})` : size
    },
    Labels: (item) => labelList(item.Labels),
    Mounts: (item, { trunc }) =>
      (item.Mounts ?? [])
        .map((mount) => mount.Name || mount.Source)
        .map((name) => (trunc ? ellipsis(name, 15) : name))
        .join(','),
    LocalVolumes: (item) => String((item.Mounts ?? []).filter((mount) => mount.Driver === 'local').length),
    Networks: (item) => Object.keys(item.NetworkSettings?.Networks ?? {}).join(','),
    Platform: () => null,
  },
  types: {
    Platform: {
      kind: 'ptr',
      name: '*formatter.Platform',
      elem: { kind: 'struct', name: 'formatter.Platform', fields: [] },
    },
  },
  label: (item, name) => item.Labels?.[name] ?? '',
}
