/** The classic builder (DOCKER_BUILDKIT=0). */
export { classicBuild, type ClassicBuild } from './build.ts'
export { ClassicError } from './errors.ts'
export type { CachedImage, ClassicHost, ClassicImage, ImageOptions, ImagePast, Made } from './host.ts'
export { classicOptions, type ClassicOptions } from './options.ts'
export { classicHandler } from './handler.ts'
