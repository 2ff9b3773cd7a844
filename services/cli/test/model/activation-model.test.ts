import { activateCode } from '@earnback/activator'
import { calculate } from '@earnback/calculator'
import { decodeStored, type EventOf, sameContent, streamOf } from '@earnback/coupon'
import {
  activated,
  after,
  at,
  type CloudEventJson,
  DEADLINE,
  decoded,
  fact as accountFact,
  issued,
  ISSUED_AT,
  MICROS_OF,
  money,
  type Overrides,
  registered,
  spend,
} from '@earnback/coupon/testing'
import { collectEvents, memoryEventStore } from '@earnback/event-store'
import { type Duration, formatInstant, instantOfMicros, parseDuration } from '@earnback/kernel'
import { spendColumns } from '@earnback/projections'
import { Projector, viewCouponAt } from '@earnback/projector'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { ActivationModel, type Fact, type Request } from './activation-model'

const RUNS = 400
const THRESHOLD = 10_000
const ACCOUNTS = ['a-1', 'a-2', 'a-3'] as const
const COUPONS = [
  { couponId: 'c-1', code: 'SPRING2026', recipient: 'ba-1' },
  { couponId: 'c-2', code: 'AUTUMN2026', recipient: 'ba-1' },
  { couponId: 'c-3', code: 'OPEN2026', recipient: undefined },
] as const

function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

const duration = (text: string): Duration => right(parseDuration(text))
const text = (micros: number): string => formatInstant(instantOfMicros(micros))
const inDays = (days: number): number => at(ISSUED_AT) + days * MICROS_OF.day
const businessOf = (account: string): string => (account === 'a-3' ? 'ba-2' : 'ba-1')

const eventOf = (known: Fact): CloudEventJson => {
  if (known.kind === 'issued') {
    const { couponId, code, recipient } = known
    const to = recipient === undefined ? {} : { recipient: { businessAccountId: recipient } }
    return issued({ id: `issued-${couponId}`, couponId, code, ...to })
  }
  const time = text(known.at)
  const of = (data: Overrides): Overrides => ({ ...data, time, adAccountId: known.account })
  switch (known.kind) {
    case 'registered':
      return registered(of({ businessAccountId: known.business, createdVia: known.via }))
    case 'standing':
      return accountFact('AccountStandingChanged', { standing: known.value }, of({}))
    case 'payment':
      return accountFact('PaymentMethodChanged', { status: known.value }, of({}))
    case 'balance':
      return accountFact('BalanceChanged', { cash: money(`${known.cash}`) }, of({}))
    case 'activated':
      return activated({ ...of({ couponId: known.couponId }), id: `activated-${known.couponId}-${known.account}-${known.at}` })
    case 'spent':
      return spend({ ...of({ spendId: known.id, amount: money(`${known.amount}`) }) })
  }
}

/** The engine as the command line composes it, over a store in memory. */
class Engine {
  private readonly store = memoryEventStore({ columns: spendColumns, sameContent })
  private readonly projector = new Projector(this.store)

  async take(recordedAt: string, known: Fact): Promise<void> {
    const json = eventOf(known)
    const payload = decoded(json)
    const record = { stream: streamOf(payload), source: json.source, id: json.id, json: JSON.stringify(json), payload }
    right(await this.store.append([record], at(recordedAt))())
  }

  async activate({ code, account, key, at: micros }: Request) {
    const request = { typedCode: code, adAccountId: account, at: instantOfMicros(micros), idempotencyKey: key }
    return right(await activateCode(this.store, this.projector, request)())
  }

  async grantedBy(now: string): Promise<ReadonlyArray<string>> {
    const readSide = {
      catchUp: () => this.projector.catchUp(),
      viewAt: (couponId: string, position: number) => viewCouponAt(this.store, couponId, {}, position),
    }
    const policy = {
      now: at(now),
      lag: duration('PT3H'),
      allowedLateness: duration('P3D'),
      topics: new Set<string>(),
      grantAuthority: 'engine' as const,
    }
    const { decisions } = right(await calculate(this.store, readSide, policy)())
    return decisions.flatMap((event) => (event.name === 'CreditGranted' ? [event.data.couponId] : [])).sort()
  }

  async ownActivations(): Promise<ReadonlyArray<EventOf<'CodeActivated'>['data']>> {
    const stored = await collectEvents(this.store.readAll(0))
    return stored
      .map(({ json }) => decodeStored(json))
      .flatMap((event) => (event.name === 'CodeActivated' && event.source === 'earnback/engine' ? [event.data] : []))
  }
}

type Step = { readonly fact: Fact } | { readonly ask: Omit<Request, 'at'> } | { readonly wait: number }

const account = fc.constantFrom(...ACCOUNTS)
/** Long before the issue, or at an instant of the days after it, at which requests are made as well. */
const when = fc.constantFrom(-30, 0, 1, 2, 13, 14).map(inDays)
const factStep = <Known extends Fact>(arbitrary: fc.Arbitrary<Known>): fc.Arbitrary<Step> =>
  arbitrary.map((known): Step => ({ fact: known }))

const changes = fc.oneof(
  factStep(fc.constantFrom(...COUPONS).map((coupon): Fact => ({ kind: 'issued', ...coupon }))),
  factStep(
    fc
      .record({ account, via: fc.constantFrom('ads_manager', 'agency'), at: when })
      .map((known): Fact => ({ kind: 'registered', business: businessOf(known.account), ...known })),
  ),
  factStep(
    fc
      .record({ account, value: fc.constantFrom('approved' as const, 'pending_review' as const), at: when })
      .map((known): Fact => ({ kind: 'standing', ...known })),
  ),
  factStep(
    fc
      .record({ account, value: fc.constantFrom('verified' as const, 'none' as const), at: when })
      .map((known): Fact => ({ kind: 'payment', ...known })),
  ),
  factStep(
    fc.record({ account, cash: fc.constantFrom(0, 1, 20_000), at: when }).map((known): Fact => ({ kind: 'balance', ...known })),
  ),
)
const activations = factStep(
  fc
    .record({ couponId: fc.constantFrom('c-1', 'c-2', 'c-3'), account, at: fc.constantFrom(1, 3, 14).map(inDays) })
    .map((known): Fact => ({ kind: 'activated', ...known })),
)
const spends = factStep(
  fc
    .record({ account, id: fc.nat(3), at: fc.constantFrom(0, 1, 2, 3, 5).map(inDays) })
    // An instant that a request may have activated at is one at which nothing counts, one microsecond later everything does.
    .chain(({ account: on, id, at: micros }) =>
      fc.constantFrom(0, 1).map((off): Fact => {
        const amount = [2_500, 5_000, 10_000, 1][id] as number
        return { kind: 'spent', account: on, id: `s-${on}-${id}-${micros + off}`, at: micros + off, amount }
      }),
    ),
)
const typed = fc.constantFrom('SPRING2026', 'AUTUMN2026', 'OPEN2026', 'SPRING-2026', 'SPRING 2026', 'autumn2026', 'NOTHING26')
const asks = fc.record({ code: typed, account, key: fc.constantFrom(undefined, 'k-1', 'k-2') }).map((ask): Step => ({ ask }))
const waits = fc.constantFrom(0, 1, 24, 24, 96).map((wait): Step => ({ wait }))

const step = fc.oneof(
  { weight: 4, arbitrary: changes },
  { weight: 1, arbitrary: activations },
  { weight: 3, arbitrary: spends },
  { weight: 6, arbitrary: asks },
  { weight: 4, arbitrary: waits },
)

/** Two thirds of the histories begin with everything in place, so that requests are accepted often enough. */
const READY: ReadonlyArray<Step> = [
  ...COUPONS.map((coupon): Step => ({ fact: { kind: 'issued', ...coupon } })),
  ...ACCOUNTS.flatMap((on): ReadonlyArray<Step> => {
    const since = { account: on, at: inDays(-30) }
    return [
      { fact: { kind: 'registered', business: businessOf(on), via: 'ads_manager', ...since } },
      { fact: { kind: 'standing', value: 'approved', ...since } },
      { fact: { kind: 'payment', value: 'verified', ...since } },
      { fact: { kind: 'balance', cash: 20_000, ...since } },
    ]
  }),
]
/** More refused attempts in one hour than are looked at. */
const GUESSES = Array.from({ length: 11 }, (): Step => ({ ask: { code: 'NOTHING26', account: 'a-1', key: undefined } }))
const history = fc
  .tuple(fc.nat(2), fc.boolean(), fc.array(step, { minLength: 10, maxLength: 50 }))
  .map(([start, isGuessing, steps]) => [...(start > 0 ? READY : []), ...(isGuessing ? GUESSES : []), ...steps])

const OFFER = {
  receivedAt: at(ISSUED_AT),
  deadline: at(DEADLINE),
  windowMicros: 30 * MICROS_OF.day,
  threshold: THRESHOLD,
  lagMicros: 3 * MICROS_OF.hour,
}

test('R10, R18, R19, R20, R21, R22, R23, R30, R41: whatever is requested, reported and run in whatever order, the answers and the grants are the reference model’s', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const [engine, model] = [new Engine(), new ActivationModel(OFFER)]
      let now = ISSUED_AT
      for (const one of steps) {
        if ('fact' in one) {
          model.arrive(one.fact)
          await engine.take(now, one.fact)
        } else if ('ask' in one) {
          const request = { ...one.ask, at: at(now) }
          const expected = model.request(request)
          const { accepted, reasons } = await engine.activate(request)
          expect({ request, accepted, reasons }).toEqual({ request, ...expected })
          for (const name of accepted ? ['ACCEPTED'] : reasons) seen.add(name)
        } else {
          now = after(now, one.wait, 'hour')
          const granted = await engine.grantedBy(now)
          expect(granted).toEqual(model.run(at(now)))
          if (granted.length > 0) seen.add('GRANTED')
        }
      }
      const own = await engine.ownActivations()
      expect(new Set(own.map(({ couponId }) => couponId)).size).toBe(own.length)
      expect(new Set(own.map(({ businessAccountId }) => businessAccountId)).size).toBe(own.length)
    }),
    { numRuns: RUNS },
  )
  expect([...seen].sort()).toEqual(
    [
      'ACCEPTED',
      'GRANTED',
      'CODE_NOT_FOUND',
      'CODE_FORMAT_MISMATCH',
      'NOT_ORIGINAL_RECIPIENT',
      'CODE_ALREADY_USED',
      'ALREADY_ACTIVATED',
      'ACTIVATION_WINDOW_EXPIRED',
      'ACCOUNT_ALREADY_USED_A_COUPON',
      'ACCOUNT_ORIGIN_INELIGIBLE',
      'ACCOUNT_PENDING_REVIEW',
      'PAYMENT_METHOD_NOT_VERIFIED',
      'NO_POSITIVE_CASH_BALANCE',
      'NOT_PREPAID',
      'RATE_LIMITED',
    ].sort(),
  )
})
