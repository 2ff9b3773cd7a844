import { createReadStream } from 'node:fs'
import { errorCode } from './error-code'
import { SourceFault } from './source-fault'

const CHUNK_BYTES = 1_048_576

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

/** The fault for what the operating system said about a file; undefined for anything else, which is a bug and not ours to catch. */
export const fileFault = (file: string, error: unknown): SourceFault | undefined => {
  const code = errorCode(error)
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined
  return new SourceFault('FILE_UNREADABLE', `${file} can't be read: ${REASONS[code] ?? code}`)
}

/** The bytes of a file. Throws `SourceFault` where it can't be read. */
export async function* readChunks(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) yield chunk as Buffer
  } catch (error) {
    throw fileFault(file, error) ?? error
  }
}
