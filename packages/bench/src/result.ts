import type { EngineName } from './engines'
import { MEASUREMENTS, type Measured, type Measurement } from './measure'
import { differences, type Answers } from './reference'

/** One line of the table. A field is null where it is not measured. */
export type Result = {
  readonly size: number
  readonly measurement: Measurement
  readonly engine: EngineName
  readonly eventsPerSecond: number | null
  readonly microsPerLine: number | null
  readonly bytesPerEvent: number | null
  readonly peakBytes: number
  readonly durability: string | null
  readonly samples: number
  readonly problems: ReadonlyArray<string>
}

/** What the answers are held against; `further[k]` is right after further line k. */
export type Expected = { readonly answers: Answers; readonly further: ReadonlyArray<bigint> }

const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const furtherProblems = (expected: ReadonlyArray<bigint>, answers: ReadonlyArray<string | null>): ReadonlyArray<string> =>
  answers.flatMap((answer, k) =>
    answer === null || BigInt(answer) === expected[k] ? [] : [`further line ${k}: expected ${expected[k]}, got ${answer}`],
  )

type Judged = Pick<Result, 'eventsPerSecond' | 'microsPerLine' | 'durability' | 'samples' | 'problems'>

export const judge = (measured: Measured, events: number, expected: Expected): Judged => {
  const none = { eventsPerSecond: null, microsPerLine: null, durability: null, samples: 1, problems: [] }
  switch (measured.measurement) {
    case 'append':
      return { ...none, eventsPerSecond: events / measured.seconds, durability: measured.durability }
    case 'rebuild': {
      const answers = new Map(Object.entries(measured.answers).map(([id, micros]) => [id, BigInt(micros)]))
      return {
        ...none,
        eventsPerSecond: events / median(measured.secondsEach),
        samples: measured.secondsEach.length,
        problems: differences(expected.answers, answers),
      }
    }
    case 'one-more-line':
      return {
        ...none,
        microsPerLine: median(measured.microsEach),
        samples: measured.microsEach.length,
        problems: furtherProblems(expected.further, measured.answers),
      }
  }
}

const isFaster = (a: Result, b: Result): boolean =>
  a.eventsPerSecond !== null && b.eventsPerSecond !== null
    ? a.eventsPerSecond > b.eventsPerSecond
    : (a.microsPerLine ?? 0) < (b.microsPerLine ?? 0)

const isSameRow = (a: Result, b: Result): boolean => a.size === b.size && a.engine === b.engine && a.measurement === b.measurement

/** One row per measurement: the fastest of the runs with the highest memory and every wrong answer of any. */
export const bestOf = (runs: ReadonlyArray<Result>): ReadonlyArray<Result> => {
  const rows: Result[] = []
  for (const result of runs) {
    const at = rows.findIndex((row) => isSameRow(row, result))
    const row = rows[at]
    if (row === undefined) rows.push(result)
    else
      rows[at] = {
        ...(isFaster(result, row) ? result : row),
        peakBytes: Math.max(result.peakBytes, row.peakBytes),
        samples: result.samples + row.samples,
        problems: [...row.problems, ...result.problems],
      }
  }
  const order = ({ measurement }: Result): number => MEASUREMENTS.indexOf(measurement)
  return rows.sort((a, b) => order(a) - order(b))
}
