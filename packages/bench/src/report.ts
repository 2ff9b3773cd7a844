import { arch, cpus, platform, totalmem } from 'node:os'
import { BASELINE, type EngineName } from './engines'
import { REPEATS_ONE_IN } from './lines'
import type { Result } from './result'

type Column = { readonly title: string; readonly cell: (result: Result) => string }

const count = (value: number): string => Math.round(value).toLocaleString('en-US')

const cellOf = (value: number | null, digits = 0): string =>
  value === null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })

/** Three digits that mean something, at any size of the ratio. */
const ratioText = (ratio: number | null): string =>
  ratio === null ? '–' : ratio.toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** How many times as fast as the baseline in the same measurement at the same size; above 1 is faster. */
const timesBaseline = (result: Result, results: ReadonlyArray<Result>): number | null => {
  const baseline = results.find(
    ({ engine, measurement, size }) => engine === BASELINE && measurement === result.measurement && size === result.size,
  )
  if (baseline === undefined) return null
  if (result.eventsPerSecond !== null && baseline.eventsPerSecond !== null) {
    return result.eventsPerSecond / baseline.eventsPerSecond
  }
  if (result.microsPerLine !== null && baseline.microsPerLine !== null) {
    return baseline.microsPerLine / result.microsPerLine
  }
  return null
}

const columnsFor = (results: ReadonlyArray<Result>): ReadonlyArray<Column> => [
  { title: 'measurement', cell: ({ measurement }) => measurement },
  { title: 'engine', cell: ({ engine }) => engine },
  { title: 'events/s', cell: ({ eventsPerSecond }) => cellOf(eventsPerSecond) },
  { title: 'µs/line', cell: ({ microsPerLine }) => cellOf(microsPerLine) },
  { title: `× ${BASELINE}`, cell: (result) => ratioText(timesBaseline(result, results)) },
  { title: 'bytes/event', cell: ({ bytesPerEvent }) => cellOf(bytesPerEvent) },
  { title: 'peak MB', cell: ({ peakBytes }) => count(peakBytes / 1e6) },
  {
    title: 'answer',
    cell: ({ measurement, engine, problems }) =>
      measurement === 'append' || engine === 'floor' ? '–' : problems.length === 0 ? 'right' : 'WRONG',
  },
]

const TEXT_COLUMNS = 2

const rowsOf = (results: ReadonlyArray<Result>): { titles: string[]; rows: string[][] } => {
  const columns = columnsFor(results)
  return { titles: columns.map(({ title }) => title), rows: results.map((r) => columns.map(({ cell }) => cell(r))) }
}

const sizeTitle = (size: number, events: number): string => `${count(size)} spend lines (${count(events)} events)`

/** The results of one size, aligned for a terminal. */
export const textTable = (size: number, events: number, results: ReadonlyArray<Result>): string => {
  const { titles, rows } = rowsOf(results)
  const widths = titles.map((_, i) => Math.max(...[titles, ...rows].map((row) => row[i]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    row.map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [sizeTitle(size, events), line(titles), ...rows.map(line), ''].join('\n')
}

const markdownTable = (size: number, events: number, results: ReadonlyArray<Result>): string => {
  const { titles, rows } = rowsOf(results)
  const line = (row: ReadonlyArray<string>): string => `| ${row.join(' | ')} |`
  const rule = titles.map((_, i) => (i < TEXT_COLUMNS ? '---' : '---:'))
  return [`## ${sizeTitle(size, events)}`, '', line(titles), line(rule), ...rows.map(line)].join('\n')
}

export type Run = {
  readonly command: string
  readonly loadAtStart: number
  readonly sizes: ReadonlyArray<{ readonly size: number; readonly events: number }>
  readonly about: ReadonlyMap<EngineName, string>
  readonly results: ReadonlyArray<Result>
}

const machineFacts = ({ command, loadAtStart }: Run): Record<string, string | number> => ({
  command,
  node: process.version,
  cores: cpus().length,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  platform: `${platform()} ${arch()}`,
  loadAtStart: Number(loadAtStart.toFixed(2)),
})

const notes = ({ about, results }: Run): ReadonlyArray<string> =>
  [...about].map(([engine, sentence]) => {
    const durability = results.find((result) => result.engine === engine && result.durability !== null)?.durability
    return `- **${engine}**: ${sentence}${durability === null || durability === undefined ? '' : ` Durability: ${durability}.`}`
  })

/** What every engine was given alike, and that a reader must know to judge the numbers. */
const DATA = [
  `- One spend in ${count(REPEATS_ONE_IN)} is there again under a second event id; a plain redelivery would keep its id.`,
  '- The text and the decoded form of an event are made before the clock starts; each engine takes what its append takes: floor, ' +
    'duckdb-ndjson and earnback the text (earnback the decoded event beside it), the others the object, which they turn into text or columns.',
]

export const markdown = (run: Run): string => {
  const facts = Object.entries(machineFacts(run)).map(([name, value]) => `| ${name} | ${value} |`)
  const tables = run.sizes.flatMap(({ size, events }) => [
    markdownTable(
      size,
      events,
      run.results.filter((result) => result.size === size),
    ),
    '',
  ])
  return [
    '# Benchmarks',
    '',
    '| run | |',
    '| --- | --- |',
    ...facts,
    '',
    ...tables,
    '## The data',
    '',
    ...DATA,
    '',
    '## What was called',
    '',
    ...notes(run),
    '',
  ].join('\n')
}

export const jsonDocument = (run: Run): string =>
  JSON.stringify(
    {
      ...machineFacts(run),
      about: Object.fromEntries(run.about),
      results: run.results.map((r) => ({ ...r, timesBaseline: timesBaseline(r, run.results) })),
    },
    null,
    2,
  )
