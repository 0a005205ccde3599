/// <reference types="vite/types/importMeta.d.ts" />
/** All lessons of lessons/, listed from their front matter; bodies load on demand. */
import { FrontMatter, TranslatedFrontMatter } from './load/schema.ts'
import { parseLesson, translateLesson } from './load/parse.ts'
import { readYaml } from './load/yaml.ts'
import { LessonError } from './load/error.ts'
import type { Lang, Lesson, LessonSummary, Localised } from './types.ts'

const fronts = import.meta.glob<string>('../../lessons/*/*/lesson{,.en}.md', {
  query: '?front',
  import: 'default',
  eager: true,
})
const bodies = import.meta.glob<string>('../../lessons/*/*/lesson{,.en}.md', { query: '?raw', import: 'default' })

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

function summarise(id: string): LessonSummary {
  const [ko, en] = [pathOf(id, 'ko'), pathOf(id, 'en')]
  const track = id.split('/')[0]!
  const front = readYaml(FrontMatter, fronts[ko] ?? '', shown(ko), 2)
  const translated = fronts[en] === undefined ? front : readYaml(TranslatedFrontMatter, fronts[en], shown(en), 2)
  return {
    id,
    track,
    trackTitle: trackTitle(track, shown(ko)),
    title: { ko: front.title, en: translated.title },
    about: { ko: front.about, en: translated.about },
    minutes: front.minutes,
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
  const load = bodies[ko]
  if (!load) throw new Error(`There is no lesson "${id}".`)
  const track = id.split('/')[0]!
  const titles = trackTitle(track, shown(ko))
  const lesson = parseLesson({ id, track, trackTitle: titles.ko, file: shown(ko), text: await load() })
  const en = pathOf(id, 'en')
  const translation = bodies[en]
  if (lang === 'ko' || !translation) return lesson
  return translateLesson(lesson, { id, track, trackTitle: titles.en, file: shown(en), text: await translation() })
}
