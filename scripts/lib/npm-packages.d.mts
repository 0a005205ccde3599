import type { Plugin } from 'vite'
export function npmPackages(): Plugin
