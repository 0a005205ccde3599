/** Images, as moby declares it: names, order and JSON keys are what templates and JSON output show. See base/go/types.ts for the notation. */
import { declare } from '../../base/go/types.ts'
import { COMMON } from './common-types.ts'
import { CONTAINER_CONFIG } from './container-types.ts'

const dockerspec = declare(
  'v1',
  `
ImageConfig struct
    User string ,omitempty
    ExposedPorts map[string]struct{} ,omitempty
    Env []string ,omitempty
    Entrypoint []string ,omitempty
    Cmd []string ,omitempty
    Volumes map[string]struct{} ,omitempty
    WorkingDir string ,omitempty
    Labels map[string]string ,omitempty
    StopSignal string ,omitempty
    ArgsEscaped bool ,omitempty
DockerOCIImageConfigExt struct
    Healthcheck *HealthConfig ,omitempty
    OnBuild []string ,omitempty
    Shell []string ,omitempty
DockerOCIImageConfig struct
    ImageConfig
    DockerOCIImageConfigExt
`,
  COMMON,
)
const image = declare(
  'image',
  `
Metadata struct
    LastTagTime time.Time ,omitempty
RootFS struct
    Type string ,omitempty
    Layers []string ,omitempty
InspectResponse struct
    ID string Id
    RepoTags []string
    RepoDigests []string
    Parent string
    Comment string
    Created string ,omitempty
    Container string ,omitempty
    ContainerConfig *container.Config ,omitempty
    DockerVersion string
    Author string
    Config *dockerspec.DockerOCIImageConfig
    Architecture string
    Variant string ,omitempty
    Os string
    OsVersion string ,omitempty
    Size int64
    VirtualSize int64 VirtualSize,omitempty
    GraphDriver storage.DriverData
    RootFS RootFS
    Metadata Metadata
`,
  {
    ...COMMON,
    'container.Config': CONTAINER_CONFIG,
    'dockerspec.DockerOCIImageConfig': dockerspec.DockerOCIImageConfig!,
  },
)
export const IMAGE_INSPECT = image.InspectResponse!
