/** What the shortcuts do; the sentences come with their list. The rules are those of ../../shared/messages.ts. */
import { texts } from '../../shared/locale.svelte.ts'

export const ko = {
  'keys.title': '단축키',
  'keys.region': '다음 칸으로',
  'keys.region.back': '이전 칸으로',
  'keys.interrupt': '명령 멈추기 (고른 글자가 있으면 복사)',
  'keys.copy': '터미널에서 복사',
  'keys.paste': '터미널에 붙여넣기',
  'keys.find': '터미널에서 찾기',
  'keys.build': '편집기에서 이미지 빌드하기',
  'keys.save': '편집기의 글 바로 저장 (저절로도 저장돼요)',
  'keys.suggest': '편집기에서 이어 쓸 말 보기',
  'keys.fix': '편집기에서 고칠 방법 보기',
  'keys.format': '편집기의 글 줄 맞추기',
  'keys.commands': '편집기에서 할 수 있는 일 모두 보기',
  'keys.tab': '편집기에서 탭 키로 밖으로 나가기 (다시 누르면 원래대로)',
  'keys.rename': '파일 목록에서 이름 바꾸기',
  'keys.detach': '컨테이너를 멈추지 않고 나오기',
} as const

export const en: Record<keyof typeof ko, string> = {
  'keys.title': 'Keyboard shortcuts',
  'keys.region': 'Next area',
  'keys.region.back': 'Previous area',
  'keys.interrupt': 'Interrupt (copies when text is selected)',
  'keys.copy': 'Copy from the terminal',
  'keys.paste': 'Paste into the terminal',
  'keys.find': 'Find in the terminal',
  'keys.build': 'Build the image, in the editor',
  'keys.save': 'Save at once, in the editor (it saves by itself, too)',
  'keys.suggest': 'Suggest what comes next, in the editor',
  'keys.fix': 'Show quick fixes, in the editor',
  'keys.format': 'Format the text, in the editor',
  'keys.commands': 'All that the editor can do',
  'keys.tab': 'Let Tab leave the editor (again: as before)',
  'keys.rename': 'Rename, in the file list',
  'keys.detach': 'Leave a container without stopping it',
}
export const t = texts(ko, en)
