import { formatInstant, type Instant } from '@earnback/kernel'
import {
  type ExplainedSpend,
  type Explanation,
  explanationOf,
  type Progress,
  progressOf,
  READING_POLICY_DEFAULT,
  standingsOf,
} from '@earnback/projections'
import { viewCoupon, withAccountFacts } from '@earnback/projector'
import type { Engine } from '../wire'
import { CALCULATION_LAG_HOURS, hours, RUN_EVERY_HOURS } from './calendar'
import { excerptOf } from './excerpt'
import { expectedBy } from './expected-by'
import type { Month } from './month'
import type { Played } from './play-month'

/** The runs of the month are further apart than an installation's. */
export const DEMO_POLICY = { ...READING_POLICY_DEFAULT, staleAfterMicros: hours(CALCULATION_LAG_HOURS + 2 * RUN_EVERY_HOURS) }

type Answered = Pick<Engine, 'store' | 'projector'>

/** `earnback demo --json`: what the month came to. The screen shows the same facts. */
export interface DemoFacts {
  readonly month: { readonly start: string; readonly end: string }
  readonly store: string
  readonly played: Played
  readonly events: number
  readonly head: string
  readonly coupons: ReadonlyArray<Progress & { readonly expectedBy: string | null }>
  readonly story: { readonly couponId: string; readonly lines: number; readonly excerpt: ReadonlyArray<ExplainedSpend> }
  /** The verdicts that the story cannot have, from other coupons. */
  readonly elsewhere: ReadonlyArray<ExplainedSpend & { readonly couponId: string }>
  /** The story as it was known earlier. */
  readonly lookBack: Progress
}

const explained = async ({ store }: Answered, couponId: string): Promise<Explanation> => {
  const placed = await viewCoupon(store, couponId, {})
  if (placed === undefined) throw new Error(`the month's own coupon ${couponId} is not in its log`)
  return explanationOf(placed.view, { position: placed.position })
}

const progressAt = async (answered: Answered, couponId: string, at: Instant): Promise<Progress> => {
  const standing = await answered.projector.standings(couponId)
  if (standing === undefined) throw new Error(`the month's own coupon ${couponId} is not in its read model`)
  const { standings, position } = standing
  const known = await withAccountFacts(answered, standings, { times: {}, position })
  return progressOf(known, at, { position }, DEMO_POLICY)
}

const progressKnownAt = async ({ store }: Answered, couponId: string, knownAt: Instant): Promise<Progress> => {
  const placed = await viewCoupon(store, couponId, { knownAt })
  if (placed === undefined) throw new Error(`the month's own coupon ${couponId} was not known yet`)
  return progressOf(standingsOf(placed.view), knownAt, { knownAt, position: placed.position }, DEMO_POLICY)
}

const elsewhereIn = async (
  answered: Answered,
  month: Month,
  shown: ReadonlyArray<ExplainedSpend>,
): Promise<DemoFacts['elsewhere']> => {
  const seen = new Set(shown.map(({ verdict }) => verdict))
  const found: DemoFacts['elsewhere'][number][] = []
  for (const couponId of month.couponIds) {
    for (const line of excerptOf(await explained(answered, couponId))) {
      if (!seen.has(line.verdict)) found.push({ couponId, ...line })
      seen.add(line.verdict)
    }
  }
  return found
}

export const demoFacts = async (
  answered: Answered,
  month: Month,
  { store, played }: Pick<DemoFacts, 'store' | 'played'>,
): Promise<DemoFacts> => {
  const coupons: DemoFacts['coupons'][number][] = []
  for (const couponId of month.couponIds) {
    const progress = await progressAt(answered, couponId, month.end)
    const by = expectedBy(progress, month.end)
    coupons.push({ ...progress, expectedBy: by === undefined ? null : formatInstant(by) })
  }
  const story = await explained(answered, month.storyOf)
  const excerpt = excerptOf(story)
  const head = await answered.store.head()
  return {
    month: { start: formatInstant(month.start), end: formatInstant(month.end) },
    store,
    played,
    events: head.position,
    head: head.hash,
    coupons,
    story: { couponId: month.storyOf, lines: story.verdicts.length, excerpt },
    elsewhere: await elsewhereIn(answered, month, excerpt),
    lookBack: await progressKnownAt(answered, month.storyOf, month.lookBackTo),
  }
}
