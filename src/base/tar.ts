/**
 * Tar archives (POSIX.1-2001 pax, ustar; GNU long names and base-256 numbers when reading), byte for byte as Go's archive/tar writes them, which is
 * what Docker's archives are made with. File contents may be sparse: holes are written as zeros and read back as holes.
 * Leaves out: sparse formats of tar itself, extended attributes other than keeping pax records.
 */
export { readTar, readTarStream, TarReader } from './tar/read.ts'
export { tarBytes, tarChunks, tarSize } from './tar/write.ts'
export { TarError, type TarContent, type TarEntry } from './tar/format.ts'
