import { constants, existsSync } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Check, failed, passed } from './check'

const FREE_BYTES_MIN = 100e6
const FOR_OTHERS = 0o077

/** The folder of the store, or the nearest one above it that exists. */
export const existingFolder = (path: string): string => {
  let folder = dirname(resolve(path))
  while (!existsSync(folder)) folder = dirname(folder)
  return folder
}

const mayWrite = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.R_OK | constants.W_OK)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return false
  }
}

const checkPath = async (path: string): Promise<Check> => {
  const advice = 'name a file that this user may write, with EARNBACK_STORE or --store sqlite:<path>'
  const folder = existingFolder(path)
  if (!(await stat(folder)).isDirectory()) return failed('store path', `${folder} is not a folder`, advice)
  if (!(await mayWrite(folder))) return failed('store path', `this user may not write to ${folder}`, advice)
  if (!existsSync(path)) return passed('store path', `${path} is not there yet, and can be made`)
  if (!(await stat(path)).isFile()) return failed('store path', `${path} is not a file`, advice)
  return (await mayWrite(path))
    ? passed('store path', `${path} is there and can be written`)
    : failed('store path', `this user may not write to ${path}`, advice)
}

const checkDisk = async (path: string): Promise<Check> => {
  const folder = existingFolder(path)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free in ${folder}`
  return free >= FREE_BYTES_MIN
    ? passed('disk', found)
    : failed('disk', found, 'free some space: an append that finds none is refused, and nothing is lost')
}

const checkMode = async (path: string): Promise<Check> => {
  if (!existsSync(path)) return passed('file mode', 'not there yet; it will be for its owner alone')
  const mode = (await stat(path)).mode & 0o777
  const found = mode.toString(8).padStart(4, '0')
  return (mode & FOR_OTHERS) === 0
    ? passed('file mode', found)
    : failed('file mode', found, `other users can open the log; chmod 600 ${path}`)
}

/** Where the store lies: whether it can be there, has room, and is closed to others. */
export const checkPlace = async (path: string): Promise<ReadonlyArray<Check>> => [
  await checkPath(path),
  await checkDisk(path),
  await checkMode(path),
]
