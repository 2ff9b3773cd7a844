import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const repository = join(__dirname, '..', '..', '..')
const COMMAND = join(repository, 'services', 'cli', 'bin', 'earnback.js')
const OUTPUT_BYTES_MAX = 256 * 1_048_576

export interface Ran {
  readonly code: number
  readonly out: string
}

/** Runs the built command as a person does; answers its exit code and standard output. */
export const earnback = (args: ReadonlyArray<string>): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { cwd: repository, maxBuffer: OUTPUT_BYTES_MAX }, (error, out) => {
      resolve({ code: error === null ? 0 : Number(error.code), out })
    })
  })
