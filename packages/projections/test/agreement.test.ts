import { countingWindow } from '@earnback/coupon'
import { instantOfMicros } from '@earnback/kernel'
import fc from 'fast-check'
import {
  allRows,
  accountAt,
  couponView,
  type CouponView,
  explanationOf,
  type LoggedEvent,
  progressOf,
  QualifyingSpend,
  rowsOf,
  standingsFrom,
  standingsOf,
  progressKeys,
  type Times,
} from '../src'
import { InMemoryLog } from './in-memory-log'
import { batchSizes, COUPON_IDS, history, instantsIn, permutationOf, recordedAts } from './twin/histories'
import type { CloudEventJson } from './twin/stored'
import { twin, type TwinAnswer } from './twin/twin'
import { instant } from './twin/parse'

const HISTORIES = Number(process.env['EARNBACK_TEST_HISTORIES'] ?? 20_000)
const NOW = '2027-01-01T00:00:00Z'

const micros = (text: string): ReturnType<typeof instantOfMicros> => instantOfMicros(Number(instant(text)))

const logOf = (deliveries: readonly CloudEventJson[], recorded: readonly string[]): InMemoryLog => {
  const log = new InMemoryLog()
  deliveries.forEach((event, index) => log.append(event, recorded[index] as string))
  return log
}

const viewOf = (logged: readonly LoggedEvent[], couponId: string, times: Times): CouponView | undefined => {
  const coupon = logged.filter(({ event }) => 'couponId' in event.data && event.data.couponId === couponId)
  const account = accountAt(coupon, times)
  return couponView(
    couponId,
    {
      coupon,
      account: logged.filter(({ event }) => 'spendId' in event.data && event.data.adAccountId === account),
      calculation: logged.filter(({ event }) => event.name === 'CalculationAdvanced'),
    },
    times,
  )
}

const ACCOUNT_WIDE = ['ISSUE_CONFLICT', 'ALREADY_ACTIVATED', 'ACTIVATION_WINDOW_EXPIRED', 'ACTIVATED_BEFORE_RECEIPT']

const findingKeys = (findings: ReadonlyArray<{ code: string; about: string }>): string[] =>
  [...new Set(findings.map(({ code, about }) => (ACCOUNT_WIDE.includes(code) ? code : `${code}:${about}`)))].sort()

const big = (instantMicros: number | undefined): bigint | null => (instantMicros === undefined ? null : BigInt(instantMicros))

/** The engine knows more statuses than the twin's histories lead to. */
type EngineAnswer = Omit<TwinAnswer, 'metAtNow' | 'confirmed' | 'totals' | 'status'> & { readonly status: string }

const engineAnswer = (view: CouponView, times: Times): EngineAnswer => {
  const at = times.asOf ?? times.knownAt ?? micros(NOW)
  const { status } = progressOf(standingsOf(view), at, { ...times, position: 0 })
  const window = countingWindow(view.state)
  return {
    status,
    reported: view.qualified.reported,
    calculated: view.qualified.calculated,
    pending: view.qualified.reported - view.qualified.calculated,
    calculatedThrough: big(view.runs.through),
    activatedAt: big(window?.activatedAt),
    windowEndsAt: big(window?.endsAt),
    activationDeadline: big(view.state.terms?.activationDeadline),
    verdicts: view.qualified.spend.map(({ line, qualifying, verdict, runningTotal }) => ({
      spendId: line.spendId,
      source: line.source,
      id: line.id,
      occurredAt: BigInt(line.occurredAt),
      amount: line.amount,
      currency: line.currency,
      qualifyingAmount: qualifying,
      verdict,
      runningTotal,
    })),
    findings: findingKeys(view.findings),
  }
}

/** What the engine answers by itself too; the rest of the twin's answer is held against the ledger. */
const comparable = (answer: TwinAnswer): Omit<TwinAnswer, 'metAtNow' | 'confirmed' | 'totals'> => {
  const {
    status,
    reported,
    calculated,
    pending,
    calculatedThrough,
    activatedAt,
    windowEndsAt,
    activationDeadline,
    verdicts,
    findings,
  } = answer
  return {
    status,
    reported,
    calculated,
    pending,
    calculatedThrough,
    activatedAt,
    windowEndsAt,
    activationDeadline,
    verdicts,
    findings,
  }
}

const withLog = history.chain((deliveries) =>
  fc.record({
    deliveries: fc.constant(deliveries),
    recorded: recordedAts(deliveries.length),
    sizes: batchSizes(deliveries.length),
  }),
)

describe('the rule agrees with its brute-force twin', () => {
  it(`R28-R38, R46, D1-D7: on ${HISTORIES} generated histories, with everything and as of any two times`, () => {
    fc.assert(
      fc.property(
        withLog.chain(({ deliveries, recorded }) => {
          const times = fc.option(fc.constantFrom(NOW, ...instantsIn(deliveries)), { nil: undefined, freq: 1 })
          const known = fc.option(fc.constantFrom(NOW, ...recorded), { nil: undefined, freq: 1 })
          return fc.record({ deliveries: fc.constant(deliveries), recorded: fc.constant(recorded), asOf: times, knownAt: known })
        }),
        ({ deliveries, recorded, asOf, knownAt }) => {
          const log = logOf(deliveries, recorded)
          for (const couponId of COUPON_IDS) {
            const times = {
              asOf: asOf === undefined ? undefined : micros(asOf),
              knownAt: knownAt === undefined ? undefined : micros(knownAt),
            }
            const expected = twin(log.stored, couponId, { now: NOW, ...(asOf && { asOf }), ...(knownAt && { knownAt }) })
            const view = viewOf(log.logged, couponId, times)
            expect(view === undefined ? null : engineAnswer(view, times)).toEqual(expected === null ? null : comparable(expected))
          }
        },
      ),
      { numRuns: HISTORIES },
    )
  })

  it('R37, D4: whatever the batches, the ledger kept as the log grows equals one rebuilt, and the twin, at every position', async () => {
    await fc.assert(
      fc.asyncProperty(withLog, async ({ deliveries, recorded, sizes }) => {
        const log = logOf(deliveries, recorded)
        const grown = new QualifyingSpend(log)
        let from = 1
        for (const size of sizes) {
          const to = Math.min(from + size - 1, log.head)
          if (to >= from) await grown.apply(log.page(from, to))
          from = to + 1
          const rebuilt = new QualifyingSpend(log)
          if (to > 0) await rebuilt.apply(log.page(1, log.head), to)
          const rows = new Map(await rowsOf(grown, allRows(grown)))
          expect(rows).toEqual(new Map(await rowsOf(rebuilt, allRows(rebuilt))))
          for (const couponId of COUPON_IDS) {
            const expected = twin(log.stored.slice(0, to), couponId, { now: NOW })
            const keys = progressKeys(couponId)
            const row = rows.get(keys.coupon)
            if (expected === null || row === undefined) {
              expect(row).toBeUndefined()
              continue
            }
            const standings = standingsFrom(couponId, row, rows.get(keys.calculation) as string)
            expect([standings.reported, standings.calculated, findingKeys(standings.findings)]).toEqual([
              expected.reported,
              expected.calculated,
              expected.findings,
            ])
            expect(big(grown.coupons.get(couponId)?.confirmedBy?.position)).toEqual(
              expected.confirmed === null ? null : BigInt(expected.confirmed.runPosition),
            )
            expect(standings.isSettled).toBe(viewOf(log.logged.slice(0, to), couponId, {})?.isSettled)
          }
        }
      }),
      { numRuns: Math.ceil(HISTORIES / 10) },
    )
  })
})

describe('the verdicts add up', () => {
  it('D2: totals over the verdicts are the raw total of the stored lines, in every currency', () => {
    fc.assert(
      fc.property(withLog, ({ deliveries, recorded }) => {
        const log = logOf(deliveries, recorded)
        for (const couponId of COUPON_IDS) {
          const view = viewOf(log.logged, couponId, {})
          if (view === undefined) continue
          const { totalsByCurrency, verdicts } = explanationOf(view, { position: log.head })
          const said = Object.values(totalsByCurrency).flat()
          for (const currency of new Set(verdicts.map(({ amount }) => amount.currency))) {
            const of = (amounts: ReadonlyArray<{ amount: string; currency: string }>): number =>
              amounts
                .filter((one) => one.currency === currency)
                .reduce((total, { amount }) => total + Math.round(Number(amount) * 1e6), 0)
            expect(of(said)).toBe(of(verdicts.map(({ amount }) => amount)))
          }
        }
      }),
      { numRuns: Math.ceil(HISTORIES / 20) },
    )
  })

  it('D6, R38: reported = calculated + pending at every position, and calculated changes at a run and at nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(withLog, async ({ deliveries, recorded }) => {
        const log = logOf(deliveries, recorded)
        const ledger = new QualifyingSpend(log)
        const before = new Map<string, bigint>()
        for (let position = 1; position <= log.head; position++) {
          await ledger.apply(log.page(position, position))
          const isRun = log.logged[position - 1]?.event.name === 'CalculationAdvanced'
          for (const [couponId, { calculated }] of ledger.coupons) {
            if (!isRun) expect(calculated).toBe(before.get(couponId) ?? 0n)
            before.set(couponId, calculated)
          }
        }
      }),
      { numRuns: Math.ceil(HISTORIES / 20) },
    )
  })
})

/** Findings of facts that contradict each other: as with a second activation, the first recorded one stands by rule. */
const DECIDED_BY_ARRIVAL = ['ISSUE_CONFLICT', 'DUPLICATE_CONFLICT']

const LAST_RUN: CloudEventJson = {
  specversion: '1.0',
  id: 'last-run',
  source: '/runs',
  type: 'earnback.CalculationAdvanced.v1',
  time: NOW,
  data: { through: '2026-12-31T00:00:00Z' },
}

const answersOf = (deliveries: readonly CloudEventJson[]): ReadonlyArray<CouponView | undefined> => {
  const log = logOf(
    deliveries,
    deliveries.map(() => NOW),
  )
  return COUPON_IDS.map((couponId) => viewOf(log.logged, couponId, {}))
}

const summary = (view: CouponView | undefined): unknown =>
  view && {
    sums: [view.qualified.reported, view.qualified.calculated],
    verdicts: view.qualified.spend.map(({ line, verdict, qualifying }) => `${line.spendId} ${verdict} ${qualifying}`).sort(),
    findings: findingKeys(view.findings),
  }

describe('the order of arrival makes no difference', () => {
  it('D4, D5: any permutation of the facts, calculated at the end, gives the same answer, save where facts contradict each other', () => {
    const permuted = history
      .map((deliveries) => deliveries.filter(({ type }) => type !== LAST_RUN.type))
      .chain((facts) => fc.record({ facts: fc.constant(facts), permutation: permutationOf(facts) }))
    fc.assert(
      fc.property(permuted, ({ facts, permutation }) => {
        const [one, other] = [answersOf([...facts, LAST_RUN]), answersOf([...permutation, LAST_RUN])]
        const isDecidedByArrival = (view: CouponView | undefined): boolean =>
          view !== undefined &&
          (view.state.activations.length > 1 || view.findings.some(({ code }) => DECIDED_BY_ARRIVAL.includes(code)))
        COUPON_IDS.forEach((couponId, index) => {
          if (isDecidedByArrival(one[index]) || isDecidedByArrival(other[index])) return
          expect({ couponId, answer: summary(other[index]) }).toEqual({ couponId, answer: summary(one[index]) })
        })
      }),
      { numRuns: HISTORIES },
    )
  })
})
