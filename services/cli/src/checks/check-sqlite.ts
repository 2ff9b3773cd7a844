import { mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { recordOf } from '@earnback/coupon'
import { ENGINE_SOURCE, type Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { storeFailure } from '../failure'
import { openStore } from '../wire'
import { type Check, failed, passed } from './check'
import { existingFolder } from './check-place'

const VERSION_OFFSET = 96

/** The SQLite that wrote a file last leaves its version in the header, as 3051003 for 3.51.3. */
const versionIn = async (path: string): Promise<string> => {
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, VERSION_OFFSET)
    const number = buffer.readUInt32BE()
    return `${Math.floor(number / 1_000_000)}.${Math.floor(number / 1_000) % 1_000}.${number % 1_000}`
  } finally {
    await file.close()
  }
}

const probe = (now: Instant) =>
  recordOf({ name: 'CalculationAdvanced', source: ENGINE_SOURCE, id: 'probe', occurredAt: now, data: { through: now } }, 'probe')

const tryStore = async (path: string, now: Instant): Promise<Check> => {
  const store = await openStore(path)()
  if (E.isLeft(store)) return failed('sqlite', store.left.message, storeFailure(store.left).advice ?? '')
  const appended = await store.right.append([probe(now)], now)()
  await store.right.close()
  if (E.isRight(appended)) return passed('sqlite', `SQLite ${await versionIn(path)}; a write waits for the disk`)
  const { left } = appended
  return left.kind === 'StoreUnavailable'
    ? failed('sqlite', left.message, storeFailure(left).advice ?? '')
    : failed('sqlite', left.kind, 'run the command again')
}

/** Makes a store in a folder of its own beside the real one, writes to it, and takes it away again. */
export const checkSqlite = async (path: string, now: Instant): Promise<Check> => {
  let folder: string
  try {
    folder = await mkdtemp(join(existingFolder(path), '.earnback-doctor-'))
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    return failed('sqlite', message, 'give this user the right to write to the folder of the store')
  }
  try {
    return await tryStore(join(folder, 'probe.db'), now)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
