import type { Event } from '@earnback/coupon'
import { advanced, before, type CloudEventJson, ISSUED_AT } from '@earnback/coupon/testing'
import type { Progress } from '@earnback/projections'
import * as fc from 'fast-check'
import { Calculator, type Logged } from './given'
import { anyHistory, COUPONS, FINAL, type History, promptHistory, segmentsOf } from './histories'

const RUNS = 250

interface Outcome {
  readonly decided: ReadonlyArray<Logged>
  readonly progress: ReadonlyArray<Progress | undefined>
}

const outcomeOf = async (calculator: Calculator): Promise<Outcome> => ({
  decided: [...(await calculator.decided())].sort((one, other) => (one.event.id < other.event.id ? -1 : 1)),
  progress: await Promise.all(COUPONS.map((couponId) => calculator.progress(FINAL, couponId))),
})

/** Takes each segment in, in any number of appends, with a run after each; the last run is made at the end. */
const lived = async (
  { runsAt }: History,
  segments: ReadonlyArray<ReadonlyArray<ReadonlyArray<CloudEventJson>>>,
): Promise<Outcome> => {
  const calculator = new Calculator()
  for (const [index, batches] of segments.entries()) {
    for (const batch of batches) await calculator.take(ISSUED_AT, ...batch)
    await calculator.calculate(runsAt[index] ?? FINAL)
  }
  return outcomeOf(calculator)
}

/** The same facts with the runs of another system among them, and one calculation at the end. */
const replayed = async ({ runsAt }: History, segments: ReadonlyArray<ReadonlyArray<CloudEventJson>>): Promise<Outcome> => {
  const calculator = new Calculator()
  for (const [index, facts] of segments.entries()) {
    const run = runsAt[index]
    await calculator.take(ISSUED_AT, ...facts, ...(run === undefined ? [] : [advanced(before(run, 3, 'hour'), { time: run })]))
  }
  await calculator.calculate(FINAL)
  return outcomeOf(calculator)
}

/** A grant without when it was made and where in the log its basis ends: both differ where a history is filled in afterwards. */
const withoutPlace = (event: Event): unknown =>
  event.name === 'CreditGranted'
    ? { ...event, occurredAt: 0, data: { ...event.data, basis: { ...event.data.basis, position: 0 } } }
    : event

/** What a decision says beside the run that made it. */
const whateverTheRun = ({ event }: Logged): unknown => {
  switch (event.name) {
    case 'ThresholdMet':
      return { id: event.id, metAt: event.data.metAt, crossing: event.data.crossingSpendId }
    case 'SpendWindowMissed':
      return event
    case 'CreditGranted':
      return withoutPlace(event)
    default:
      return { id: event.id, data: event.data }
  }
}

const isReview = ({ event }: Logged): boolean => event.name === 'GrantReviewRequired'

/** A notice of expiry, or its reversal: the activation it waited for came late live, and not when all is filled in (R8, R9). */
const isNotice = ({ event }: Logged): boolean => event.name === 'CodeExpired' || event.name === 'CodeExpiryReversed'

describe('a history that is filled in afterwards', () => {
  test('D5, D6: gives the decisions and the progress that it gave live, where nothing was late live', async () => {
    let [met, missed] = [0, 0]
    await fc.assert(
      fc.asyncProperty(promptHistory, async (history) => {
        const segments = segmentsOf(history)
        const live = await lived(
          history,
          segments.map((facts) => [facts]),
        )
        const atOnce = await lived({ ...history, runsAt: [] }, [[segments.flat()]])
        expect(atOnce.decided.map(whateverTheRun)).toEqual(live.decided.map(whateverTheRun))
        const said = (progress: Progress | undefined) => ({ ...progress, confirmedAt: null, grantedAt: null, position: 0 })
        expect(atOnce.progress.map(said)).toEqual(live.progress.map(said))
        met += live.decided.filter(({ event }) => event.name === 'ThresholdMet').length
        missed += live.decided.filter(({ event }) => event.name === 'SpendWindowMissed').length
      }),
      { numRuns: RUNS },
    )
    expect([met > RUNS / 10, missed > RUNS / 10]).toEqual([true, true])
  })

  test('D6, R32, R46: with its runs as facts among it, gives the very ThresholdMet and SpendWindowMissed, however late it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const segments = segmentsOf(history)
        const live = await lived(
          history,
          segments.map((facts) => [facts]),
        )
        const later = await replayed(history, segments)
        const eventsOf = ({ decided }: Outcome) =>
          decided
            .filter((one) => !isReview(one) && !isNotice(one))
            .map(({ event }) => (event.name === 'DeadlinesFrozen' ? { ...event, occurredAt: 0 } : withoutPlace(event)))
        expect(eventsOf(later)).toEqual(eventsOf(live))
        const reviews = ({ decided }: Outcome) => decided.filter(isReview).map(({ event }) => event.id)
        expect(reviews(live)).toEqual(expect.arrayContaining(reviews(later)))
        const sums = (progress: Progress | undefined) => [
          progress?.reported,
          progress?.calculated,
          progress?.metAt,
          progress?.confirmedAt,
        ]
        expect(later.progress.map(sums)).toEqual(live.progress.map(sums))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('the order of facts between two runs', () => {
  const shuffled = (facts: ReadonlyArray<CloudEventJson>): fc.Arbitrary<ReadonlyArray<ReadonlyArray<CloudEventJson>>> =>
    fc
      .tuple(
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        fc.array(fc.boolean(), { minLength: facts.length, maxLength: facts.length }),
      )
      .map(([permuted, cuts]) => {
        const batches: CloudEventJson[][] = [[]]
        permuted.forEach((fact, index) => {
          if (cuts[index] === true) batches.push([])
          batches.at(-1)!.push(fact)
        })
        return batches.filter((batch) => batch.length > 0)
      })

  test('D6: and the batches in which they come decide nothing: the decisions are the same, event by event', async () => {
    const shuffledHistory = anyHistory.chain((history) =>
      fc.tuple(fc.constant(history), fc.tuple(...segmentsOf(history).map(shuffled))),
    )
    await fc.assert(
      fc.asyncProperty(shuffledHistory, async ([history, segments]) => {
        const inOrder = await lived(
          history,
          segmentsOf(history).map((facts) => [facts]),
        )
        const otherwise = await lived(history, segments)
        const events = ({ decided }: Outcome) => decided.map(({ event, causationid }) => ({ event, causationid }))
        expect(events(otherwise)).toEqual(events(inOrder))
        expect(otherwise.progress).toEqual(inOrder.progress)
      }),
      { numRuns: RUNS },
    )
  })
})
