import { ENGINE_SOURCE } from '@earnback/kernel'
import { evolve } from './evolve'
import { type Settlement, type Status, statusAt, tabsOf } from './stage'
import {
  ACTIVATED_AT,
  activated,
  after,
  at,
  before,
  type CloudEventJson,
  creditGranted,
  creditWithdrawn,
  DEADLINE,
  decoded,
  issued,
  money,
  sceneOf,
  thresholdMet,
  thresholdReverted,
  WINDOW_ENDS_AT,
} from './testing'

const OPEN: Settlement = { isSettled: false, isThresholdReached: false }
const CLOSED: Settlement = { isSettled: true, isThresholdReached: false }
const status = (log: ReadonlyArray<CloudEventJson>, instant: string, settlement = OPEN): Status =>
  statusAt(sceneOf(log).state, at(instant), settlement)

const MISSED = {
  ...thresholdReverted(),
  type: 'earnback.SpendWindowMissed.v1',
  data: { ...thresholdReverted().data, windowEndsAt: WINDOW_ENDS_AT },
} as const

describe('R8: a coupon that is not activated', () => {
  test('is issued before its deadline and expired from it on, by a microsecond, though no timer ran', () => {
    const states = [before(DEADLINE, 1, 'micro'), DEADLINE, after(DEADLINE, 1, 'micro')].map((instant) =>
      status([issued()], instant),
    )
    expect(states).toEqual(['issued', 'expired_unused', 'expired_unused'])
  })

  test('stays expired when an activation comes at the deadline', () => {
    expect(status([issued(), activated({ time: DEADLINE })], after(DEADLINE, 1, 'day'))).toBe('expired_unused')
  })

  test('R9: is earning after all when an activation in time comes to be known', () => {
    expect(status([issued(), activated({ time: before(DEADLINE, 1, 'micro') })], after(DEADLINE, 1, 'day'))).toBe('earning')
  })

  test('is issued while its issue has not come in: it has no deadline yet', () => {
    expect(status([activated()], after(DEADLINE, 1, 'day'))).toBe('issued')
  })
})

describe('R46: an activated coupon', () => {
  const log = [issued(), activated()]

  test("is earning before the window's end and settling from it on, by a microsecond", () => {
    const states = [before(WINDOW_ENDS_AT, 1, 'micro'), WINDOW_ENDS_AT].map((instant) => status(log, instant))
    expect(states).toEqual(['earning', 'settling'])
  })

  test('is not missed at the end of its window but when a run has closed it below the threshold', () => {
    expect(status(log, WINDOW_ENDS_AT, CLOSED)).toBe('missed')
    expect(status(log, WINDOW_ENDS_AT, { isSettled: true, isThresholdReached: true })).toBe('settling')
  })

  test('as of an instant before the end, is earning though we know by now that it was closed', () => {
    expect(status(log, before(WINDOW_ENDS_AT, 1, 'micro'), CLOSED)).toBe('earning')
  })

  test('is missed once it was said', () => {
    expect(status([...log, MISSED], WINDOW_ENDS_AT)).toBe('missed')
  })
})

describe('R39, R41, R49: met, credited, withdrawn', () => {
  const met = [issued(), activated(), thresholdMet({ source: ENGINE_SOURCE })]
  const granted = [...met, creditGranted()]

  test('met, even when the window has ended', () => {
    expect([status(met, ACTIVATED_AT), status(met, WINDOW_ENDS_AT)]).toEqual(['met', 'met'])
  })

  test('D7: back to earning when it was reverted, and met again when met again', () => {
    const reverted = [...met, thresholdReverted()]
    expect([status(reverted, ACTIVATED_AT), status(reverted, WINDOW_ENDS_AT)]).toEqual(['earning', 'settling'])
    expect(status([...reverted, thresholdMet({ source: ENGINE_SOURCE, id: 'again' })], ACTIVATED_AT)).toBe('met')
  })

  test('credited', () => {
    expect(status(granted, WINDOW_ENDS_AT)).toBe('credited')
  })

  test('withdrawn when all of it was, recovered or already spent, by a micro-unit', () => {
    const withdrawal = (recovered: string, alreadySpent: string): Status =>
      status([...granted, creditWithdrawn({ recovered: money(recovered), alreadySpent: money(alreadySpent) })], WINDOW_ENDS_AT)
    expect(withdrawal('9000', '1000')).toBe('withdrawn')
    expect(withdrawal('9000', '999.999999')).toBe('credited')
  })
})

test('R27: the tabs in which each status is found', () => {
  const all: ReadonlyArray<Status> = ['issued', 'expired_unused', 'earning', 'settling', 'met', 'credited', 'missed', 'withdrawn']
  expect(Object.fromEntries(all.map((each) => [each, tabsOf(each).join(' and ')]))).toEqual({
    issued: '',
    expired_unused: 'not_available',
    earning: 'earning and available',
    settling: 'earning',
    met: 'earning',
    credited: 'available',
    missed: 'not_available',
    withdrawn: 'not_available',
  })
})

test('an event that is about something else leaves a coupon as it is', () => {
  const { state } = sceneOf([issued(), activated()])
  const other = decoded({ ...issued(), type: 'earnback.BalanceChanged.v1', data: { adAccountId: 'a', cash: money('1') } })
  expect(evolve(state, other, { position: 9 })).toBe(state)
})
