import {
  ACCOUNT,
  accountFacts,
  activated,
  advanced,
  ACTIVATED_AT,
  after,
  at,
  BUSINESS,
  type CloudEventJson,
  cloudEvent,
  COUPON,
  fact,
  issued,
  money,
  registered,
} from '@earnback/coupon/testing'
import * as E from 'fp-ts/Either'
import { Activator, beforeAppend, emptyStore } from './given'

const RECIPIENT = { recipient: { businessAccountId: BUSINESS } }
const SECOND = issued({ couponId: 'coupon-2', code: 'AUTUMN2026', ...RECIPIENT })
const OTHER = 'account-2'
const READY: ReadonlyArray<CloudEventJson> = [issued(RECIPIENT), SECOND, ...accountFacts(), ...accountFacts(OTHER)]
const ALL_THREE = ['CodeReserved', 'SlotTaken', 'CodeActivated']
const LATER = after(ACTIVATED_AT, 1, 'hour')

const ready = (...more: ReadonlyArray<CloudEventJson>): Promise<Activator> => new Activator().take(...READY, ...more)

test('R24: an accepted request appends the reservations and the activation in one batch', async () => {
  const activator = await ready()
  expect(await activator.activate()).toMatchObject({ accepted: true, couponId: COUPON, activatedAt: at(ACTIVATED_AT) })
  expect(await activator.decided()).toEqual(ALL_THREE)
})

test('R53: a diagnosis writes nothing', async () => {
  const activator = await ready()
  const before = await activator.store.head()
  expect((await activator.diagnose({ code: 'spring 2026' })).flatMap(({ reason }) => reason ?? [])).toEqual([
    'CODE_FORMAT_MISMATCH',
  ])
  expect((await activator.diagnose()).every(({ passed }) => passed)).toBe(true)
  expect(await activator.store.head()).toEqual(before)
})

test('R21: every refusal is recorded on the account, and uses nothing up', async () => {
  const activator = await ready()
  expect(await activator.activate({ code: 'WRONG2026' })).toMatchObject({ accepted: false, reasons: ['CODE_NOT_FOUND'] })
  expect(await activator.activate({ code: 'SPRING-2O26' })).toMatchObject({ reasons: ['CODE_FORMAT_MISMATCH'] })
  expect(await activator.decided()).toEqual(['ActivationRejected', 'ActivationRejected'])
  expect(await activator.activate({ now: LATER })).toMatchObject({ accepted: true })
})

test('R18, R23: a near miss is found among the codes that were sent to the account’s email', async () => {
  const mailed = issued({ recipient: { emailHash: 'hash-1' } })
  const activator = await new Activator().take(mailed, ...accountFacts(ACCOUNT, { emailHash: 'hash-1' }))
  expect(await activator.activate({ code: 'SPRlNG2O26' })).toMatchObject({ reasons: ['CODE_FORMAT_MISMATCH'], couponId: COUPON })
  expect(await activator.activate()).toMatchObject({ accepted: true })
})

test('R22: the same key answers the same and adds nothing, accepted or refused', async () => {
  const activator = await ready()
  const refused = await activator.activate({ code: 'WRONG', key: 'one' })
  const accepted = await activator.activate({ key: 'two' })
  const head = await activator.store.head()
  const again = await activator.activate({ key: 'two', now: LATER })
  expect({ ...again, checks: [] }).toEqual({ ...accepted, checks: [], events: [] })
  expect(await activator.activate({ code: 'WRONG', key: 'one', now: LATER })).toEqual({ ...refused, events: [] })
  expect(await activator.store.head()).toEqual(head)
})

test('R19: one coupon for a business account, from whichever of its ad accounts', async () => {
  const activator = await ready()
  await activator.activate()
  expect(await activator.activate({ code: 'AUTUMN2026' })).toMatchObject({ reasons: ['ACCOUNT_ALREADY_USED_A_COUPON'] })
  expect(await activator.activate({ code: 'AUTUMN2026', account: OTHER })).toMatchObject({
    reasons: ['ACCOUNT_ALREADY_USED_A_COUPON'],
  })
  expect(await activator.activate({ account: OTHER })).toMatchObject({ reasons: ['CODE_ALREADY_USED'], couponId: COUPON })
})

test.each([
  ['the platform activated for it', activated({ couponId: 'coupon-2' })],
  ['the platform activated for another of its ad accounts', activated({ couponId: 'coupon-2', adAccountId: OTHER })],
  [
    'the platform activated, issued to it, for an account of which nothing else is known',
    activated({ couponId: 'coupon-2', adAccountId: 'x' }),
  ],
])('R19: a coupon that %s is its one', async (_, activation) => {
  expect(await (await ready(activation)).activate()).toMatchObject({ reasons: ['ACCOUNT_ALREADY_USED_A_COUPON'] })
})

test('R19: an activation after the deadline took no slot', async () => {
  const late = activated({ couponId: 'coupon-2', time: after(ACTIVATED_AT, 60, 'day') })
  expect(await (await ready(late)).activate()).toMatchObject({ accepted: true })
})

test('R18, R20: a stranger is refused and recorded, and the recipient activates after', async () => {
  const activator = await ready(...accountFacts('account-9', { businessAccountId: 'business-9' }))
  expect(await activator.activate({ account: 'account-9' })).toMatchObject({
    reasons: ['NOT_ORIGINAL_RECIPIENT'],
    couponId: undefined,
  })
  expect(await activator.activate()).toMatchObject({ accepted: true })
  expect(await activator.decided()).toEqual(['ActivationRejected', ...ALL_THREE])
})

describe('at once', () => {
  const codeFrom = (couponId: string): string => (couponId === COUPON ? 'SPRING2026' : 'AUTUMN2026')

  test('R20: of two ad accounts with one code one wins, and the other is judged again', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const one = new Activator(beforeAppend(store, () => other.activate({ account: OTHER })))
    expect(await one.activate()).toMatchObject({ accepted: false, reasons: ['CODE_ALREADY_USED'] })
    expect(await one.decided()).toEqual([...ALL_THREE, 'ActivationRejected'])
  })

  test('R19: of two codes for one business account one wins', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const one = new Activator(beforeAppend(store, () => other.activate({ code: codeFrom('coupon-2'), account: OTHER })))
    expect(await one.activate()).toMatchObject({ accepted: false, reasons: ['ACCOUNT_ALREADY_USED_A_COUPON'] })
    expect(await one.decided()).toEqual([...ALL_THREE, 'ActivationRejected'])
  })

  test('R22: of two clicks with one key both have the one activation', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const one = new Activator(beforeAppend(store, () => other.activate({ key: 'click' })))
    expect(await one.activate({ key: 'click', now: LATER })).toMatchObject({ accepted: true, activatedAt: at(ACTIVATED_AT) })
    expect(await one.decided()).toEqual(ALL_THREE)
  })

  test('R9: a coupon that changed meanwhile is judged as it is now', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const one = new Activator(beforeAppend(store, () => other.take(activated({ time: ACTIVATED_AT }))))
    expect(await one.activate({ now: LATER })).toMatchObject({ reasons: ['ALREADY_ACTIVATED'], activatedAt: at(ACTIVATED_AT) })
  })

  test('R19: what the platform activates meanwhile for the same business account is judged too', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const theirs = activated({ id: 'theirs', couponId: 'coupon-2', adAccountId: OTHER })
    const one = new Activator(beforeAppend(store, () => other.take(theirs)))
    expect(await one.activate({ now: LATER })).toMatchObject({ accepted: false, reasons: ['ACCOUNT_ALREADY_USED_A_COUPON'] })
  })

  test('R22: who never gets its turn says so', async () => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    let count = 0
    const meddle = (): Promise<unknown> => {
      const newDeadline = after(ACTIVATED_AT, 20 + count, 'day')
      const data = { couponId: COUPON, newDeadline, reason: 'asked for' }
      return other.take(cloudEvent('DeadlineExtended', { id: `extended-${count++}`, time: ACTIVATED_AT, data }))
    }
    const answer = await new Activator(beforeAppend(store, meddle, true)).attempt()
    expect(answer).toEqual(E.left({ kind: 'ActivationContended', attempts: 10 }))
  })
})

test('R19, R20: what was taken stays taken where the activation stands no more', async () => {
  const activator = await ready()
  expect(await activator.activate({ now: LATER })).toMatchObject({ accepted: true })
  const data = { couponId: COUPON, newDeadline: LATER, reason: 'a mistake' }
  await activator.take(cloudEvent('DeadlineExtended', { id: 'shortened', time: LATER, data }))
  const reasons = ['ACCOUNT_ALREADY_USED_A_COUPON']
  expect(await activator.activate({ code: 'AUTUMN2026', account: OTHER, now: LATER })).toMatchObject({ reasons })
})

test('R21: two refusals of one instant are both recorded, and of two with one key one is', async () => {
  const refusedTwice = async (key: object): Promise<number> => {
    const store = emptyStore()
    const other = await new Activator(store).take(...READY)
    const one = new Activator(beforeAppend(store, () => other.activate({ code: 'NOTHING', ...key })))
    expect(await one.activate({ code: 'NOTHING', ...key })).toMatchObject({ reasons: ['CODE_NOT_FOUND'] })
    return (await one.decided()).length
  }
  expect([await refusedTwice({}), await refusedTwice({ key: 'click' })]).toEqual([2, 1])
})

test('R30: an activation that was corrected is told by its new instant, once a run has given effect to it', async () => {
  const activator = await ready(activated())
  const corrected = cloudEvent('ActivationCorrected', {
    id: 'corrected',
    time: LATER,
    data: { couponId: COUPON, from: ACTIVATED_AT, to: LATER, reason: 'the clock was wrong' },
  })
  await activator.take(corrected)
  expect(await activator.activate({ now: LATER })).toMatchObject({ activatedAt: at(ACTIVATED_AT) })
  await activator.take(advanced(LATER))
  expect(await activator.activate({ now: after(LATER, 1, 'hour') })).toMatchObject({ activatedAt: at(LATER) })
})

test('R12, R13: what became known before the request counts, as of its instant', async () => {
  const activator = await ready(fact('BalanceChanged', { cash: money('0') }, { time: LATER }))
  expect(await activator.activate({ now: LATER })).toMatchObject({ reasons: ['NO_POSITIVE_CASH_BALANCE'] })
  expect(await activator.activate()).toMatchObject({ accepted: true })
})

test('R17: an ad account of which nothing is known is refused for everything that has to be known', async () => {
  const activator = await new Activator().take(issued(RECIPIENT), registered({ adAccountId: 'else' }))
  expect((await activator.activate()).reasons).toEqual([
    'NOT_ORIGINAL_RECIPIENT',
    'ACCOUNT_ORIGIN_INELIGIBLE',
    'ACCOUNT_PENDING_REVIEW',
    'PAYMENT_METHOD_NOT_VERIFIED',
    'NO_POSITIVE_CASH_BALANCE',
    'NOT_PREPAID',
  ])
})
