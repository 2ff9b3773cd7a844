import { activateCode, diagnoseRequest } from '@earnback/activator'
import { calculate } from '@earnback/calculator'
import { decideCase } from '@earnback/casework'
import { sameContent, VERDICTS } from '@earnback/coupon'
import { memoryEventStore } from '@earnback/event-store'
import { type Duration, instantOfMicros, type Instant, parseDuration, parseInstant } from '@earnback/kernel'
import { explanationOf, type Progress, progressOf, spendColumns, standingsOf, type Times } from '@earnback/projections'
import { listAttempts, Projector, viewCoupon, viewCouponAt, withAccountFacts } from '@earnback/projector'
import * as E from 'fp-ts/Either'
import { statusText } from '../src/demo/coupon-table'
import { DEMO_POLICY, type DemoFacts } from '../src/demo/demo-facts'
import { demoText } from '../src/demo/demo-text'
import { generateMonth } from '../src/demo/month'
import { runDemo } from '../src/demo/run-demo'
import { shortTime } from '../src/demo/short-time'
import { grouped } from '../src/render/amount'
import type { Look } from '../src/render/look'
import type { Engine } from '../src/wire'

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a right, found the left ${JSON.stringify(either.left)}`)
  return either.right
}

const at = (text: string | null): Instant => right(parseInstant(text ?? ''))
const duration = (text: string): Duration => right(parseDuration(text))

const inMemory = (): Engine => {
  const store = memoryEventStore({ columns: spendColumns, sameContent })
  const projector = new Projector(store)
  const readSide = {
    catchUp: () => projector.catchUp(),
    viewAt: (couponId: string, position: number) => viewCouponAt(store, couponId, {}, position),
  }
  const policy = {
    lag: duration('PT3H'),
    allowedLateness: duration('P3D'),
    topics: new Set<string>(),
    grantAuthority: 'engine' as const,
  }
  return {
    store,
    projector,
    calculate: (now) => calculate(store, readSide, { ...policy, now }),
    activate: (request) => activateCode(store, projector, request),
    diagnose: (request) => diagnoseRequest(store, projector, request),
    decide: (one) => decideCase({ store, unspentOf: () => Promise.resolve(0n) }, one),
    onAppend: () => undefined,
  }
}

const plain = (columns?: number): Look => {
  const same = (text: string): string => text
  return { columns, strong: same, faint: same, good: same, warn: same, bad: same }
}

const played = async (engine: Engine, of: { end?: Instant; seed?: number } = {}) => {
  const facts: DemoFacts = right(await runDemo(engine, { store: 'sqlite:data/demo.db', ...of }))
  const screen = (columns?: number, address?: string): ReadonlyArray<string> =>
    [...demoText(facts, plain(columns), address)].join('\n').split('\n')
  return { facts, screen }
}

describe('the month of the demo', () => {
  const month = generateMonth()
  const engine = inMemory()
  let facts: DemoFacts
  let screen: (columns?: number, address?: string) => ReadonlyArray<string>

  beforeAll(async () => {
    ;({ facts, screen } = await played(engine))
  })

  const coupon = (couponId: string): DemoFacts['coupons'][number] => facts.coupons.find((one) => one.couponId === couponId)!

  const progressAt = async (couponId: string, times: Times): Promise<Progress | undefined> => {
    const placed = await viewCoupon(engine.store, couponId, times)
    if (placed === undefined) return undefined
    return progressOf(standingsOf(placed.view), times.asOf ?? times.knownAt ?? month.end, { ...times, position: placed.position })
  }

  test('holds every verdict, and each line exactly one', async () => {
    const verdicts = new Set<string>()
    for (const couponId of month.couponIds) {
      const placed = await viewCoupon(engine.store, couponId, {})
      for (const { verdict } of explanationOf(placed!.view, placed!).verdicts) verdicts.add(verdict)
    }
    expect([...verdicts].sort()).toEqual([...VERDICTS].sort())
    const shown = [...facts.story.excerpt, ...facts.elsewhere].map(({ verdict }) => verdict)
    expect([...shown].sort()).toEqual([...VERDICTS].sort())
  })

  test('passes through every status', async () => {
    const statuses = new Set<string>()
    for (const couponId of month.couponIds) {
      for (const step of month.steps.filter((_, index) => index % 8 === 7)) {
        const progress = await progressAt(couponId, { knownAt: step.at })
        if (progress !== undefined) statuses.add(progress.status)
      }
    }
    // The engine grants at the run that confirms, so a threshold that is met and not credited is seen in valid time alone.
    const { metAt, grantedAt } = coupon('hanoi-shoes')
    const between = instantOfMicros(at(metAt) + 1)
    expect(between).toBeLessThan(at(grantedAt))
    statuses.add((await progressAt('hanoi-shoes', { asOf: between }))!.status)
    for (const { status } of facts.coupons) statuses.add(status)
    const all = [
      'issued',
      'expired_unused',
      'earning',
      'settling',
      'met',
      'credited',
      'missed',
      'withdrawn',
      'on_hold',
      'withheld',
      'exhausted',
    ]
    expect([...statuses].sort()).toEqual(all.sort())
  })

  test('misses a threshold by one yen, by a line that came after the settlement (R32, R46, D5)', () => {
    expect(coupon('sakura-tea')).toMatchObject({
      status: 'missed',
      threshold: { amount: '10000' },
      calculated: { amount: '9999' },
      pending: { amount: '0' },
    })
    expect(coupon('sakura-tea').findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'LATE_AFTER_SETTLEMENT',
        'LATE_ADJUSTMENT',
        'DUPLICATE_CONFLICT',
        'STRADDLES_ACTIVATION',
        'STRADDLES_WINDOW_END',
      ]),
    )
  })

  test('holds lines one microsecond before, at and one microsecond after the activation (R28, R29)', () => {
    const activatedAt = at(coupon('sakura-tea').activatedAt)
    const near = facts.story.excerpt.filter(({ occurredAt }) => Math.abs(at(occurredAt) - activatedAt) <= 1)
    expect(near.map(({ occurredAt, verdict }) => [at(occurredAt) - activatedAt, verdict])).toEqual([
      [-1, 'BEFORE_ACTIVATION'],
      [0, 'AT_ACTIVATION_INSTANT'],
      [1, 'COUNTED'],
    ])
  })

  test('meets a threshold on reported spend that no run has confirmed (R39)', () => {
    const bikes = coupon('taipei-bikes')
    expect(bikes).toMatchObject({ status: 'earning', flags: ['met_pending_calculation'], metAt: null })
    expect(at(bikes.expectedBy)).toBeGreaterThan(month.end)
  })

  test('gives a whole window to an activation on the thirteenth day (R25)', () => {
    const { receivedAt, activatedAt, windowEndsAt } = coupon('saigon-phin')
    expect(Math.floor((at(activatedAt) - at(receivedAt)) / duration('P1D').micros)).toBe(13)
    expect(at(windowEndsAt) - at(activatedAt)).toBe(duration('P31D').micros)
  })

  test('refuses an activation one microsecond after the deadline (R8)', () => {
    const { activationDeadline, findings, status } = coupon('penang-books')
    expect(status).toBe('expired_unused')
    expect(findings).toMatchObject([{ code: 'ACTIVATION_WINDOW_EXPIRED', about: '2026-09-17T02:00:00.000001Z' }])
    expect(activationDeadline).toBe('2026-09-17T02:00:00.000Z')
  })

  test('asks for a review where a refund came after the grant (D7), and withdraws for a violation (R49)', () => {
    expect(coupon('austin-soap')).toMatchObject({ status: 'credited', flags: ['review_required'] })
    expect(coupon('manila-surf').status).toBe('withdrawn')
  })

  test('holds a credit while a violation is open (R47), withholds one (R48), and spends one to the last unit (R45)', () => {
    const statuses = ['chiangmai-silk', 'bandung-batik', 'hoian-lanterns'].map((couponId) => coupon(couponId).status)
    expect(statuses).toEqual(['on_hold', 'withheld', 'exhausted'])
  })

  test('refuses a request to activate for every reason at once, and the code stays usable (R10, R11, R13)', async () => {
    const { attempts } = await listAttempts(engine, 'acct-kyoto-knives', {})
    expect(attempts).toMatchObject([
      { accepted: false, couponId: 'kyoto-knives', reasons: ['PAYMENT_METHOD_NOT_VERIFIED', 'NO_POSITIVE_CASH_BALANCE'] },
    ])
    expect([facts.played.refused, coupon('kyoto-knives').status]).toEqual([1, 'issued'])
  })

  test('loses no record: each is stored, known already or in quarantine', () => {
    const { read, stored, duplicates, quarantined, reasons } = facts.played
    expect(read).toBe(month.steps.reduce((sum, { lines }) => sum + lines.length, 0))
    expect(stored + duplicates + quarantined).toBe(read)
    expect(duplicates).toBeGreaterThan(0)
    expect(reasons).toEqual({
      AMOUNT_NOT_STRING: 1,
      CURRENCY_UNKNOWN: 1,
      FUTURE_TIMESTAMP: 1,
      ID_CONFLICT: 1,
      INSTANT_INVALID: 1,
      NOT_JSON: 1,
    })
  })

  test('prints rows that agree with the progress of each coupon', async () => {
    const cells = (couponId: string): ReadonlyArray<string> =>
      screen()
        .find((line) => line.startsWith(couponId))!
        .split(/ {2,}/)
    for (const shown of facts.coupons) {
      const { standings, position } = (await engine.projector.standings(shown.couponId))!
      const known = await withAccountFacts(engine, standings, { times: {}, position })
      const progress = progressOf(known, month.end, { position }, DEMO_POLICY)
      expect(shown).toEqual({ ...progress, expectedBy: shown.expectedBy })
      const sums = [progress.reported, progress.calculated, progress.pending].map((sum) => grouped(sum!.amount))
      const row = cells(shown.couponId)
      expect(row[2]).toBe(statusText(shown))
      expect(row.slice(4, 7)).toEqual(progress.activatedAt === null ? ['—', '—', '—'] : sums)
      expect(row[7]).toBe(shown.expectedBy === null ? '—' : shortTime(shown.expectedBy))
    }
  })

  test('draws a full bar only where the threshold is reached', () => {
    for (const { couponId, threshold, reported } of facts.coupons) {
      const bar = /[█▒·]{6,}/u.exec(screen(100).find((line) => line.startsWith(couponId))!)![0]
      expect({ couponId, isFull: !bar.includes('·') }).toEqual({
        couponId,
        isFull: Number(reported!.amount) >= Number(threshold!.amount),
      })
    }
  })

  test.each([80, 100, 120])('fits a terminal of %i columns, all but what must stay whole to be copied', (columns) => {
    const isToCopy = /^ {2}(?:EARNBACK_\S+ )?npx |^A status|^ {2}\d{4}-/
    const isWide = (line: string): boolean => line.length > columns && !isToCopy.test(line)
    expect([...screen(columns), ...screen(columns, 'http://127.0.0.1:43210')].filter(isWide)).toEqual([])
  })

  test('ends with the address of the pages: where they are live, or where the command above it brings them', () => {
    const page = 'http://127.0.0.1:43210/coupons/sakura-tea'
    expect(screen(80, 'http://127.0.0.1:43210').at(-1)).toBe(`The pages are live until Ctrl-C: ${page}`)
    expect(screen(80).slice(-2)).toEqual([
      '  EARNBACK_CALCULATION_EVERY=PT6H npx earnback serve --dev --store sqlite:data/demo.db --now 2026-09-30T15:00:00Z',
      '      the pages and the API, at http://127.0.0.1:8080/coupons/sakura-tea',
    ])
  })

  test('shows what was known earlier as it was known then', () => {
    expect(facts.lookBack).toMatchObject({
      status: 'settling',
      reported: { amount: '9951' },
      knownAt: '2026-09-18T12:00:00.000Z',
    })
  })
})

describe('two demos', () => {
  const headOf = async (of: { end?: Instant; seed?: number } = {}): Promise<string> => (await played(inMemory(), of)).facts.head

  test('of the same seed leave the same log, hash for hash', async () => {
    expect(await headOf()).toBe(await headOf())
  })

  test('of different seeds differ in their ordinary spend only', async () => {
    const { facts } = await played(inMemory(), { seed: 7 })
    expect(facts.head).not.toBe(await headOf())
    expect(facts.coupons.map((one) => statusText(one))).toEqual(
      (await played(inMemory())).facts.coupons.map((one) => statusText(one)),
    )
  })

  test('may end at any instant', async () => {
    const { facts } = await played(inMemory(), { end: at('2027-02-03T04:05:06.789012Z') })
    expect(facts.month.end).toBe('2027-02-03T04:05:06.789012Z')
    expect(facts.coupons.map(({ couponId, status, calculated }) => [couponId, status, calculated!.amount])[0]).toEqual([
      'sakura-tea',
      'missed',
      '9999',
    ])
  })
})
