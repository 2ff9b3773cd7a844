import type { Progress } from '@earnback/projections'
import type { HistoryEvent, Line, Point } from '../src/model/point'
import type { AmountJson } from '../src/model/micros'

export const jpy = (amount: string): AmountJson => ({ amount, currency: 'JPY' })

const EARNING: Progress = {
  couponId: 'c1',
  status: 'earning',
  tabs: ['earning'],
  flags: [],
  adAccountId: 'a1',
  offerId: 'o1',
  threshold: jpy('10000'),
  reward: jpy('10000'),
  reported: jpy('9400'),
  calculated: jpy('9400'),
  pending: jpy('0'),
  calculatedThrough: null,
  receivedAt: '2026-09-01T00:00:00.000Z',
  activationDeadline: '2026-09-15T00:00:00.000Z',
  activatedAt: '2026-09-03T11:00:00.000Z',
  windowEndsAt: '2026-09-17T11:00:00.000Z',
  metAt: null,
  confirmedAt: null,
  grantedAt: null,
  findings: [],
  asOf: null,
  knownAt: null,
  position: 9,
}

export const progressWith = (rest: Partial<Progress> = {}): Progress => ({ ...EARNING, ...rest })

/** A line that counts 100 JPY, but for what the test is about. */
export const lineWith = (rest: Partial<Line> = {}): Line => ({
  ...{ spendId: 's1', occurredAt: '2026-09-04T00:00:00.000Z', recordedAt: '2026-09-04T01:00:00.000Z', position: 5 },
  ...{ calculatedAt: null, origin: null },
  ...{ source: '/s', id: rest.spendId ?? 's1', amount: jpy('100'), qualifyingAmount: jpy('100'), calculatedAmount: jpy('100') },
  ...{ verdict: 'COUNTED', rule: 'R28', why: 'spent after activation and inside the window', fundingAssumed: true },
  ...{ corrections: [], runningTotal: jpy('100') },
  ...rest,
})

export const pointWith = (rest: Partial<Point> = {}): Point => ({
  asOf: undefined,
  knownAt: undefined,
  progress: progressWith(),
  totals: { totals: {}, totalsByCurrency: {} },
  lines: [],
  ...rest,
})

export const eventWith = (rest: Partial<HistoryEvent> = {}): HistoryEvent => ({
  ...{ position: 5, stream: 'spend-a1', revision: 0, type: 'SpendRecorded', source: '/s', id: 's1', reportedAt: null },
  ...{ occurredAt: '2026-09-04T00:00:00.000Z', recordedAt: '2026-09-04T01:00:00.000Z', calculatedAt: null, data: {} },
  ...rest,
})
