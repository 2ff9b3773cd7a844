import type { EventOf } from '@earnback/coupon'
import type { RecordOutcome } from '@earnback/ingester'
import { instantOfMicros } from '@earnback/kernel'
import type { Cause } from './causes'
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

const spend: EventOf<'SpendRecorded'> = {
  name: 'SpendRecorded',
  source: 'platform',
  id: 'event-1',
  occurredAt: instantOfMicros(0),
  data: { spendId: 's-1', adAccountId: 'acct-1', amount: { micros: 1_000_000n, currency: 'JPY' } },
}
const activation: EventOf<'CodeActivated'> = {
  ...spend,
  name: 'CodeActivated',
  id: 'event-2',
  data: { couponId: 'c-1', adAccountId: 'acct-1' },
}

test('a batch names its place, and each record that was set aside has a line', () => {
  const lines = logged(false, (log) => log.batch(reportOf(3, 1), stretchOf([outcome(7), poison(8), outcome(9)])))
  expect(lines).toEqual([
    'batch       spend/3@7-9: read 3, stored 2, quarantined 1',
    'record      spend/3@8: quarantined as NOT_JSON, position 108',
  ])
})

test('a batch says how many records were there already, and how many were set aside for what', () => {
  const report = { read: 1_005, stored: 1_000, duplicates: 2, quarantined: 3, reasons: { NOT_JSON: 2, NO_VALUE: 1 } }
  expect(logged(false, (log) => log.batch(report))).toEqual([
    'batch       read 1,005, stored 1,000, duplicates 2, quarantined 3, NOT_JSON 2, NO_VALUE 1',
  ])
})

test('in detail every record has a line, with the event that it was and its spend', () => {
  const taken = [outcome(7), outcome(8, { event: activation }), outcome(9, { outcome: 'duplicate', event: spend })]
  const lines = logged(true, (log) => log.batch(reportOf(3, 0), stretchOf(taken)))
  expect(lines.slice(1)).toEqual([
    'record      spend/3@7: stored, position 107',
    'record      spend/3@8: stored, position 108, platform event-2',
    'record      spend/3@9: duplicate, position 109, platform event-1, spend s-1',
  ])
})

test('a batch of one record names one offset', () => {
  expect(logged(false, (log) => log.batch(reportOf(1, 0), stretchOf([outcome(7)])))).toEqual([
    'batch       spend/3@7: read 1, stored 1',
  ])
})

test('where no record has a line, no record is looked at', () => {
  const isAsked = jest.fn(() => [])
  logged(false, (log) => log.batch(reportOf(2, 0), { ...stretchOf([outcome(7), outcome(8)]), outcomes: isAsked }))
  expect(isAsked).not.toHaveBeenCalled()
})

test('of a batch of poison no more than twenty records have a line, but in detail all', () => {
  const many = Array.from({ length: 500 }, (_, index) => poison(7 + index))
  const lines = (isDetailed: boolean) => logged(isDetailed, (log) => log.batch(reportOf(500, 500), stretchOf(many)))
  expect([lines(false).length, lines(true).length]).toEqual([21, 501])
})

describe('a decision', () => {
  const granted: EventOf<'CreditGranted'> = {
    ...spend,
    name: 'CreditGranted',
    id: 'c-1:grant',
    data: { couponId: 'c-1', adAccountId: 'acct-1', creditId: 'credit-1', amount: { micros: 5_000_000_000n, currency: 'JPY' } },
  }
  const cause = (origin: Cause['origin']): Cause => ({ spendId: 's-1', source: 'platform', id: 'event-1', position: 4, origin })
  const told = (causes: ReadonlyMap<string, Cause>): string | undefined => {
    const calculated = { through: instantOfMicros(0), isNewRun: true, decisions: [granted] }
    return logged(false, (log) => log.calculated(calculated, causes)).at(-1)
  }
  const words = 'decision    CreditGranted  c-1: 5,000 JPY to account acct-1'

  test.each([
    ['a topic', { topic: 'spend', partition: 3, offset: 0 }, ', spend/3@0'],
    ['a file', { file: 'feed.ndjson', line: 12 }, ', feed.ndjson:12'],
    ['nowhere that is known', {}, ''],
  ])('has the place of the line behind it, that came from %s', (_, origin, place) => {
    expect(told(new Map([[granted.id, cause(origin)]]))).toBe(`${words}, by spend s-1 (position 4${place})`)
  })

  test('whose line is not known is told without', () => {
    expect(told(new Map())).toBe(words)
  })
})

test('what went out names its topic, its place in the log, and its spend where it has one', () => {
  const sent = { topic: 'billing', id: 'c-1:grant', type: 'earnback.CreditGranted.v1', position: 9, causationid: null }
  const lines = logged(false, (log) => {
    log.sent({ ...sent, spendId: 's-1' })
    log.sent({ ...sent, spendId: null })
  })
  expect(lines).toEqual([
    'sent        c-1:grant to billing, position 9, spend s-1',
    'sent        c-1:grant to billing, position 9',
  ])
})
