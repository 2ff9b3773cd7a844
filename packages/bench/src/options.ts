import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_ENGINES, ENGINE_NAMES, type EngineName } from './engines'

export type Options = {
  readonly sizes: ReadonlyArray<number>
  readonly engines: ReadonlyArray<EngineName>
  /** Engines that were asked for by name must be there; of the default ones a missing one is left out. */
  readonly enginesNamed: boolean
  /** Every measurement is made so often, engines in turn, and the fastest kept: the rest is other people's noise. */
  readonly runs: number
  readonly folder: string
  readonly json: boolean
  readonly markdown: string | null
  readonly keep: boolean
}

export const USAGE = `bench [options]
  --sizes 1e4,1e5,1e6   spend lines; 1e7 works too, with about 5 GB of disk and a quarter of an hour
  --engines <names>     of: ${ENGINE_NAMES.join(', ')}
  --runs 1              so many runs with the engines in turn; the fastest of each measurement is kept
  --json                one JSON document on standard output, nothing else there
  --markdown <file>     writes the tables with the machine's facts
  --folder <path>       where the stores are made (default: data, in this package)
  --keep                leaves the stores there`

export class UsageError extends Error {}

const parseSize = (text: string): number => {
  const size = Number(text)
  if (!Number.isSafeInteger(size) || size < 10 || size > 1e8) {
    throw new UsageError(`--sizes: ${text} is not a number of lines from 10 to 1e8`)
  }
  return size
}

const parseRuns = (text: string): number => {
  const runs = Number(text)
  if (!Number.isSafeInteger(runs) || runs < 1 || runs > 20) throw new UsageError(`--runs: ${text} is not a number from 1 to 20`)
  return runs
}

const parseEngine = (text: string): EngineName => {
  const name = ENGINE_NAMES.find((known) => known === text)
  if (name === undefined) throw new UsageError(`--engines: ${text} is none of ${ENGINE_NAMES.join(', ')}`)
  return name
}

const readArgs = (args: ReadonlyArray<string>) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        sizes: { type: 'string', default: '1e4,1e5,1e6' },
        engines: { type: 'string' },
        runs: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        markdown: { type: 'string' },
        folder: { type: 'string', default: join(__dirname, '..', 'data') },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** `null` asks for the usage text. */
export const parseOptions = (args: ReadonlyArray<string>): Options | null => {
  const values = readArgs(args)
  if (values.help) return null
  return {
    sizes: values.sizes.split(',').map(parseSize),
    engines: values.engines?.split(',').map(parseEngine) ?? DEFAULT_ENGINES,
    enginesNamed: values.engines !== undefined,
    runs: parseRuns(values.runs),
    folder: values.folder,
    json: values.json,
    markdown: values.markdown ?? null,
    keep: values.keep,
  }
}
