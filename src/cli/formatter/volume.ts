/** The columns of docker volume ls. */
import type { Volume } from '../../api/types/index.ts'
import { humanSize } from '../../base/go/units.ts'
import type { Columns } from './format.ts'
import { labelList } from './text.ts'

export const VOLUME_COLUMNS: Columns<Volume> = {
  typeName: '*formatter.volumeContext',
  headers: {
    ID: 'ID',
    Name: 'VOLUME NAME',
    Group: 'GROUP',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    Availability: 'AVAILABILITY',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Status: 'STATUS',
  },
  methods: {
    Name: (item) => item.Name,
    Driver: (item) => item.Driver,
    Scope: (item) => item.Scope,
    Mountpoint: (item) => item.Mountpoint,
    Labels: (item) => labelList(item.Labels),
    Links: (item) => (item.UsageData ? String(item.UsageData.RefCount) : 'N/A'),
    Size: (item) => (item.UsageData ? humanSize(item.UsageData.Size) : 'N/A'),
    Group: () => 'N/A',
    Availability: () => 'N/A',
    Status: () => 'N/A',
  },
  label: (item, name) => item.Labels?.[name] ?? '',
}
