import { rmSync, statSync } from 'node:fs'

/** SQLite's side files; one that outlives its store would be taken for a part of the next. */
const SUFFIXES = ['', '-wal', '-shm', '-journal']

/** Takes the last demo's store away. Anything but a file stays where it is, for the store itself to refuse. */
export const removeDemoStore = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return
  for (const suffix of SUFFIXES) rmSync(`${path}${suffix}`, { force: true })
}
