/**
 * What the stage can show, in the order of its tabs. A view is a component with the page as its only property; its code comes when its tab
 * is first opened. To add one: an id in StageTab (app.svelte.ts), a title in messages.ts, an entry here.
 */
import type { Component } from 'svelte'
import { t } from '../../shared/locale.svelte.ts'
import type { App, StageTab } from '../app.svelte.ts'
import EditorSkeleton from './EditorSkeleton.svelte'

export interface StageView {
  id: StageTab
  title: () => string
  load: () => Promise<{ default: Component<{ app: App }> }>
  /** A few characters beside the title. */
  badge?: (app: App) => string | undefined
  /** Shown while its code is on its way. */
  skeleton?: Component
  /** Stays in the document, hidden, when another tab is opened: it is costly to build or holds what the learner has not saved. */
  keep?: boolean
}

export const stageViews: readonly StageView[] = [
  { id: 'map', title: () => t('stage.map'), load: () => import('./MapStage.svelte') },
  {
    id: 'editor',
    title: () => t('stage.editor'),
    load: () => import('./EditorStage.svelte'),
    badge: ({ editor }) => editor?.documents.activePath?.split('/').at(-1),
    skeleton: EditorSkeleton,
    keep: true,
  },
  {
    id: 'build',
    title: () => t('stage.build'),
    load: () => import('./BuildStage.svelte'),
    badge: ({ build }) => (build ? t(`stage.build.${build.status}`) : undefined),
  },
  { id: 'layers', title: () => t('stage.layers'), load: () => import('./LayersStage.svelte') },
  {
    id: 'browser',
    title: () => t('stage.browser'),
    load: () => import('./BrowserStage.svelte'),
    badge: ({ browser }) => /:(\d+)(?=\/|$)/.exec(browser.shown.kind === 'page' ? browser.shown.page.url : '')?.[0],
  },
  { id: 'conversation', title: () => t('stage.conversation'), load: () => import('./ConversationStage.svelte') },
]
