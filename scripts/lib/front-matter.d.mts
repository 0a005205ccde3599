import type { Plugin } from 'vite'
export function frontMatter(): Plugin
