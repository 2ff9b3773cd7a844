import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child-process'
import { eventCount } from './data'
import { loadEngine, type EngineName } from './engines'
import { shapeOf } from './lines'
import { FURTHER_LINES_MAX, MEASUREMENTS, type Measurement } from './measure'
import { USAGE, UsageError, parseOptions, type Options } from './options'
import { referenceAfterFurtherLines, referenceAnswers } from './reference'
import { jsonDocument, markdown, textTable, type Run } from './report'
import { bestOf, judge, type Expected, type Result } from './result'

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const folderBytes = async (folder: string): Promise<number> => {
  const entries = await Promise.all((await readdir(folder, { recursive: true })).map((name) => stat(join(folder, name))))
  return entries.filter((entry) => entry.isFile()).reduce((sum, { size }) => sum + size, 0)
}

const pluggedIn = async ({ engines, enginesNamed }: Options): Promise<ReadonlyArray<EngineName>> => {
  const present: EngineName[] = []
  for (const name of engines) {
    if ((await loadEngine(name)) !== null) present.push(name)
    else if (enginesNamed) throw new UsageError(`--engines: nothing is plugged in as ${name} yet`)
    else tell(`${name}: nothing is plugged in yet, left out`)
  }
  return present
}

type Place = { readonly engine: EngineName; readonly folder: string; readonly size: number; readonly events: number }

const measureOne = async (
  place: Place,
  measurement: Measurement,
  expected: Expected,
  about: Map<EngineName, string>,
): Promise<Result | null> => {
  const { engine, folder, size, events } = place
  tell(`${engine}, ${measurement}, ${size}`)
  const reply = await runChild({ engine, measurement, folder, spendLines: size })
  if (reply === null) return null
  about.set(engine, reply.about)
  return {
    size,
    measurement,
    engine,
    ...judge(reply.measured, events, expected),
    bytesPerEvent: measurement === 'append' ? (await folderBytes(folder)) / events : null,
    peakBytes: reply.peakBytes,
  }
}

const measureEngine = async (
  place: Place,
  expected: Expected,
  about: Map<EngineName, string>,
): Promise<ReadonlyArray<Result>> => {
  await rm(place.folder, { recursive: true, force: true })
  await mkdir(place.folder, { recursive: true })
  const results: Result[] = []
  for (const measurement of MEASUREMENTS) {
    const result = await measureOne(place, measurement, expected, about)
    if (result !== null) results.push(result)
  }
  return results
}

const measureSize = async (
  size: number,
  options: Options,
  engines: ReadonlyArray<EngineName>,
  about: Map<EngineName, string>,
): Promise<ReadonlyArray<Result>> => {
  const shape = shapeOf(size)
  tell(`reference answers, ${size}`)
  const expected = { answers: referenceAnswers(shape), further: referenceAfterFurtherLines(shape, FURTHER_LINES_MAX) }
  const results: Result[] = []
  for (let run = 0; run < options.runs; run++) {
    for (const engine of engines) {
      const folder = join(options.folder, `${engine}-${size}`)
      results.push(...(await measureEngine({ engine, folder, size, events: eventCount(shape) }, expected, about)))
      if (!options.keep) await rm(folder, { recursive: true, force: true })
    }
  }
  return bestOf(results)
}

const runAll = async (options: Options, command: string): Promise<Run> => {
  const engines = await pluggedIn(options)
  const about = new Map<EngineName, string>()
  const sizes = options.sizes.map((size) => ({ size, events: eventCount(shapeOf(size)) }))
  const results: Result[] = []
  const loadAtStart = loadavg()[0] ?? 0
  for (const { size, events } of sizes) {
    const ofSize = await measureSize(size, options, engines, about)
    results.push(...ofSize)
    if (!options.json) process.stdout.write(`${textTable(size, events, ofSize)}\n`)
  }
  return { command, loadAtStart, sizes, about, results }
}

const main = async (args: ReadonlyArray<string>): Promise<number> => {
  const options = parseOptions(args)
  if (options === null) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const run = await runAll(options, `npm run bench -- ${args.join(' ')}`.trim())
  if (options.json) process.stdout.write(`${jsonDocument(run)}\n`)
  if (options.markdown !== null) await writeFile(options.markdown, markdown(run))
  const wrong = run.results.filter(({ problems }) => problems.length > 0)
  for (const { engine, measurement, size, problems } of wrong) {
    tell(`${engine}, ${measurement}, ${size}: ${problems.length} answers differ, such as ${problems.slice(0, 3).join('; ')}`)
  }
  return wrong.length === 0 ? 0 : 1
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    tell(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : String(error))
    process.exitCode = error instanceof UsageError ? 2 : 4
  },
)
