import type { Plugin } from 'vite'
export function editorPackages(): Plugin
