import type { RecordOutcome } from '@earnback/ingester'
import { instantOfMicros } from '@earnback/kernel'
import { type RunLog, runLog, type Stretch } from './run-log'

const logged = (isDetailed: boolean, tell: (log: RunLog) => void): ReadonlyArray<string> => {
  const lines: string[] = []
  tell(runLog({ write: (line) => lines.push(line.trimEnd()), now: () => instantOfMicros(0), isJson: false, isDetailed }))
  return lines.map((line) => line.replace(/^\S+ +/, ''))
}

const outcome = (offset: number, of: Partial<RecordOutcome> = {}): RecordOutcome => ({
  offset,
  outcome: 'stored',
  position: offset + 100,
  event: undefined,
  code: undefined,
  ...of,
})
const poison = (offset: number): RecordOutcome => outcome(offset, { outcome: 'quarantined', code: 'NOT_JSON' })

const stretchOf = (outcomes: ReadonlyArray<RecordOutcome>): Stretch => ({
  topic: 'spend',
  partition: 3,
  from: 7,
  next: 7 + outcomes.length,
  outcomes: () => outcomes,
})
const reportOf = (read: number, quarantined: number) => ({
  read,
  stored: read - quarantined,
  duplicates: 0,
  quarantined,
  reasons: {},
})

test('a batch names its place, and each record that was set aside has a line', () => {
  const lines = logged(false, (log) => log.batch(reportOf(3, 1), stretchOf([outcome(7), poison(8), outcome(9)])))
  expect(lines).toEqual([
    'batch       spend/3@7-9: read 3, stored 2, quarantined 1',
    'record      spend/3@8: quarantined as NOT_JSON, position 108',
  ])
})

test('in detail every record has a line', () => {
  const lines = logged(true, (log) => log.batch(reportOf(1, 0), stretchOf([outcome(7)])))
  expect(lines).toEqual(['batch       spend/3@7: read 1, stored 1', 'record      spend/3@7: stored, position 107'])
})

test('of a batch of poison no more than twenty records have a line', () => {
  const many = Array.from({ length: 500 }, (_, index) => poison(7 + index))
  expect(logged(false, (log) => log.batch(reportOf(500, 500), stretchOf(many)))).toHaveLength(21)
})
