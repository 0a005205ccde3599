import type { LessonSummary, Localised } from '../../lesson/types.ts'

/** Lessons by track, both in their order. */
export function byTrack(
  lessons: readonly LessonSummary[],
): { key: string; title: Localised; lessons: LessonSummary[] }[] {
  const tracks: { key: string; title: Localised; lessons: LessonSummary[] }[] = []
  for (const lesson of lessons) {
    const track = tracks.find(({ key }) => key === lesson.track)
    if (track) track.lessons.push(lesson)
    else tracks.push({ key: lesson.track, title: lesson.trackTitle, lessons: [lesson] })
  }
  return tracks
}
