/** All lessons of lessons/, listed from their front matter; bodies load on demand. Their files are parsed when the page is built. */
import type { Compiled, Front } from './load/compile.ts'
import { LessonError } from './load/error.ts'
import type { Lang, Lesson, LessonSummary, Localised } from './types.ts'

const fronts = import.meta.glob<Compiled<Front>>('../../lessons/*/*/lesson{,.en}.md', {
  query: '?front',
  import: 'default',
  eager: true,
})
const bodies = import.meta.glob<Compiled<Lesson>>('../../lessons/*/*/lesson{,.en}.md', {
  query: '?lesson',
  import: 'default',
})

const TRACKS: Readonly<Record<string, Localised>> = {
  '01-why': { ko: '왜 도커인가', en: 'Why Docker' },
  '02-image': { ko: '이미지', en: 'Images' },
  '03-container': { ko: '컨테이너', en: 'Containers' },
  '04-data': { ko: '파일과 데이터', en: 'Files and data' },
  '05-network': { ko: '네트워크와 포트', en: 'Networks and ports' },
  '06-build': { ko: '이미지 만들기', en: 'Building images' },
  '07-compose': { ko: '컴포즈', en: 'Compose' },
  '08-repair': { ko: '고장 고치기', en: 'Mending things' },
  '09-exam': { ko: '마무리 실습', en: 'Final exercises' },
}

/** Places of ../../lessons/TRACK/SLUG/lesson.md, as shown in errors. */
const shown = (path: string): string => path.replace('../../', '')
const idOf = (path: string): string => /lessons\/([^/]+\/[^/]+)\//.exec(path)![1]!
const pathOf = (id: string, lang: Lang): string => `../../lessons/${id}/lesson${lang === 'en' ? '.en' : ''}.md`

function trackTitle(track: string, file: string): Localised {
  const title = TRACKS[track]
  if (!title)
    throw new LessonError(file, 1, `the folder "${track}" is not a track; there are ${Object.keys(TRACKS).join(', ')}`)
  return title
}

function valueOf<T>(compiled: Compiled<T>): T {
  if ('value' in compiled) return compiled.value
  const { file, line, message } = compiled.error
  throw new LessonError(file, line, message)
}

function summarise(id: string): LessonSummary {
  const [ko, en] = [pathOf(id, 'ko'), pathOf(id, 'en')]
  const track = id.split('/')[0]!
  const front = valueOf(fronts[ko]!)
  const translated = fronts[en] ? valueOf(fronts[en]) : front
  return {
    id,
    track,
    trackTitle: trackTitle(track, shown(ko)),
    title: { ko: front.title, en: translated.title },
    about: { ko: front.about, en: translated.about },
    minutes: front.minutes ?? 0,
  }
}

/** A lesson that cannot be read is left out of `lessons` and named here, so that one mistake does not close the school. */
export const broken: { id: string; message: string }[] = []
export const lessons: readonly LessonSummary[] = Object.keys(fronts)
  .filter((path) => path.endsWith('/lesson.md'))
  .map(idOf)
  .sort()
  .flatMap((id) => {
    try {
      return [summarise(id)]
    } catch (error) {
      if (!(error instanceof LessonError)) throw error
      broken.push({ id, message: error.message })
      return []
    }
  })

/** Throws LessonError for a mistake in the file, Error for an unknown id. */
export async function loadLesson(id: string, lang: Lang): Promise<Lesson> {
  const ko = pathOf(id, 'ko')
  const load = (lang === 'en' && bodies[pathOf(id, 'en')]) || bodies[ko]
  if (!load) throw new Error(`There is no lesson "${id}".`)
  const title = trackTitle(id.split('/')[0]!, shown(ko))
  const translated = load !== bodies[ko]
  return { ...valueOf(await load()), trackTitle: translated ? title.en : title.ko }
}
