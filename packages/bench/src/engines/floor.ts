import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appender, Engine, Live } from '../engine'

const ndjsonFile = (folder: string): string => join(folder, 'events.ndjson')

export const FLOOR_DURABILITY = 'fdatasync before every append resolves; no identity, no order but the file’s'

export const appendLines = async (file: FileHandle, lines: ReadonlyArray<string>): Promise<void> => {
  await file.appendFile(`${lines.join('\n')}\n`)
  await file.datasync()
}

const openForAppend = async (folder: string): Promise<Appender> => {
  const file = await open(ndjsonFile(folder), 'a')
  return {
    append:
      ({ lines }) =>
      () =>
        appendLines(file, lines),
    durability: () => Promise.resolve(FLOOR_DURABILITY),
    close: () => file.close(),
  }
}

const openLive = async (folder: string): Promise<Live> => {
  const file = await open(ndjsonFile(folder), 'a')
  return {
    settle: async (_event, line) => {
      await appendLines(file, [line])
      return null
    },
    close: () => file.close(),
  }
}

export const floor: Engine = {
  about: 'A bare NDJSON file and fdatasync: what storing costs at least; it answers nothing.',
  openForAppend,
  rebuild: null,
  openLive,
}
