/** The two exercise images of the container notes: a program that answers to an environment variable, and a web server with files to fetch. */
import { encode } from '../../base/bytes.ts'
import { smallLayer } from './files.ts'
import { httpd24 } from './httpd.ts'
import { python311 } from './python.ts'
import type { ImageRecipe } from './recipe.ts'

const created = '2021-06-14T05:12:40Z'
const bytes = (text: string): number => encode(text).length

const PART1 = `"""도커 실습 1: 환경변수 github_username 을 읽어서 답합니다."""
import os
import sys

name = os.environ.get("github_username", "").strip()
if not name:
    print("환경변수 github_username 이 없습니다.", file=sys.stderr)
    print("docker container run -e github_username=이름 … 처럼 건네 주세요.", file=sys.stderr)
    sys.exit(1)

print(f"안녕하세요, {name} 님!")
print(f"github_username 은 '{name}' 이고, 글자 수는 {len(name)} 입니다.")
print("Part 1 통과!")
`
export const part1: ImageRecipe = {
  repository: 'aibcontents/n312_part1',
  tags: ['1.0'],
  created,
  from: python311,
  steps: [
    {
      by: 'WORKDIR /app',
      layer: { name: 'n312_part1 workdir', contentSize: 0, entries: smallLayer(created, '/app\n') },
    },
    {
      by: 'COPY part1.py . # buildkit',
      layer: {
        name: 'n312_part1 program',
        contentSize: bytes(PART1),
        entries: smallLayer(created, `?app\npart1.py\t${bytes(PART1)}\t644\n`, { 'app/part1.py': PART1 }),
      },
    },
    { by: 'CMD ["python3"]' },
  ],
  config: { ...python311.config, Cmd: ['python3'], WorkingDir: '/app' },
}

const TRACKS = [
  ['01_bohemian_rhapsody.txt', 'Bohemian Rhapsody\nA Night at the Opera, 1975\n5:55\n'],
  ['02_we_will_rock_you.txt', 'We Will Rock You\nNews of the World, 1977\n2:02\n'],
  ['03_we_are_the_champions.txt', 'We Are the Champions\nNews of the World, 1977\n2:59\n'],
  ['04_dont_stop_me_now.txt', "Don't Stop Me Now\nJazz, 1978\n3:29\n"],
  ['05_somebody_to_love.txt', 'Somebody to Love\nA Day at the Races, 1976\n4:56\n'],
] as const
const FOLDER = 'usr/local/apache2/queen_track'
export const part2: ImageRecipe = {
  repository: 'aibcontents/n312_part2',
  tags: ['1.0'],
  created,
  from: httpd24,
  steps: [
    {
      by: 'COPY ./queen_track /usr/local/apache2/queen_track # buildkit',
      layer: {
        name: 'n312_part2 tracks',
        contentSize: TRACKS.reduce((sum, [, text]) => sum + bytes(text), 0),
        entries: smallLayer(
          created,
          `?usr\n?usr/local\n?usr/local/apache2\n/${FOLDER}\n${TRACKS.map(([name, text]) => `${name}\t${bytes(text)}\t644\n`).join('')}`,
          Object.fromEntries(TRACKS.map(([name, text]) => [`${FOLDER}/${name}`, text])),
        ),
      },
    },
  ],
  config: httpd24.config,
}
