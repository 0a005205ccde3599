import type { Plugin } from 'vite'
export function lessonModules(): Plugin
