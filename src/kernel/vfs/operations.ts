/** System calls on paths, permissions and read-only mounts checked; kernel/sys is a thin layer over these. All throw SysError with the path. */
export { access, chmod, chown, lstat, stat, statfs, statLocation, truncate, utimes } from './operations/attributes.ts'
export { create, link, mkdir, mknod, symlink } from './operations/create.ts'
export { open, type Opened } from './operations/open.ts'
export { readdir, readFile, readlink, realpath, writeFile } from './operations/read.ts'
export { rename, rmdir, unlink } from './operations/remove.ts'
