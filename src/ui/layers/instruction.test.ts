import { expect, test } from 'vitest'
import { instruction, manyLines, oneLine } from './instruction.ts'

test('what the builders write into the history becomes the instruction again', () => {
  for (const [createdBy, line] of [
    ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
    ['/bin/sh -c #(nop) ADD file:a1b2 in / ', 'ADD file:a1b2 in /'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN /bin/sh -c set -eux; \tapt-get update # buildkit', 'RUN set -eux; apt-get update'],
    ['RUN |1 V=a b /bin/sh -c echo $V # buildkit', 'RUN echo $V'],
    ['|1 V=1 /bin/bash -o pipefail -c echo', 'RUN echo'],
    ['RUN npm ci # buildkit', 'RUN npm ci'],
    ['COPY src/ . # buildkit', 'COPY src/ .'],
    ["# debian.sh --arch 'amd64' out/", "debian.sh --arch 'amd64' out/"],
    ['/bin/sh', '/bin/sh'],
    ['', ''],
  ] as const)
    expect(oneLine(instruction(createdBy))).toBe(line)
  expect(manyLines(instruction('RUN /bin/sh -c a && b; \t\tc # buildkit'))).toBe('RUN a &&\n  b;\n  c')
})
