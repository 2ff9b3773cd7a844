import { instantOfMicros } from '@earnback/kernel'
import { couponView, QualifyingSpend } from '../src'
import { InMemoryLog } from './in-memory-log'
import type { CloudEventJson } from './twin/stored'

const event = (name: string, time: string, data: CloudEventJson['data']): CloudEventJson => ({
  specversion: '1.0',
  id: `${name}-${time}`,
  source: '/test',
  type: `earnback.${name}.v1`,
  time,
  data,
})

const JPY = { amount: '100', currency: 'JPY' }
const offer = { offerId: 'o', threshold: JPY, reward: JPY, spendWindow: 'P1D', dayCount: 'wallClock', zone: 'Asia/Tokyo' }
const run = (time: string): CloudEventJson => event('CalculationAdvanced', time, { through: '2026-03-02T00:00:00Z' })

const LOG = [
  event('CodeIssued', '2026-03-01T00:00:00Z', { couponId: 'c-1', code: 'A1', offer }),
  event('CodeActivated', '2026-03-01T01:00:00Z', { couponId: 'c-1', adAccountId: 'a-1' }),
  event('SpendRecorded', '2026-03-01T02:00:00Z', { spendId: 's-1', adAccountId: 'a-1', amount: JPY }),
  run('2026-03-02T03:00:00Z'),
  event('DeadlinesFrozen', '2026-03-02T03:00:00Z', {
    couponId: 'c-1',
    activationDeadline: '2026-03-15T00:00:00Z',
    windowEndsAt: '2026-03-02T02:00:00Z',
  }),
  run('2026-03-02T04:00:00Z'),
]

const sumsAt = async (position: number): Promise<ReadonlyArray<readonly [string, bigint | undefined, bigint | undefined]>> => {
  const log = new InMemoryLog()
  for (const one of LOG.slice(0, position)) log.append(one, '2026-03-02T05:00:00Z')
  const ledger = new QualifyingSpend(log)
  await ledger.apply(log.page(1, position))
  const named = (names: ReadonlyArray<string>): InMemoryLog['logged'] =>
    log.logged.filter(({ event: { name } }) => names.includes(name))
  const view = couponView(
    'c-1',
    {
      coupon: named(['CodeIssued', 'CodeActivated', 'DeadlinesFrozen']),
      account: named(['SpendRecorded']),
      calculation: named(['CalculationAdvanced']),
    },
    { asOf: instantOfMicros(Date.UTC(2026, 2, 3) * 1_000) },
  )
  const kept = ledger.coupons.get('c-1')
  return [
    ['the read model', kept?.reported, kept?.calculated],
    ['explain', view?.qualified.reported, view?.qualified.calculated],
  ]
}

describe('D4, D6: a freeze that moves the window, as after a change of zone data', () => {
  it.each([
    [4, 100_000_000n, 100_000_000n],
    [5, 100_000_000n, 0n],
    [6, 100_000_000n, 100_000_000n],
  ])('is calculated again by the next run, and both readings agree at position %i', async (position, reported, calculated) => {
    expect(await sumsAt(position)).toEqual([
      ['the read model', reported, calculated],
      ['explain', reported, calculated],
    ])
  })
})
