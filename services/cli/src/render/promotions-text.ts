import type { Instant } from '@earnback/kernel'
import type { Promotion, Promotions } from '@earnback/projections'
import { money } from './amount'
import { distanceTo, SLA_WORDS } from './deliveries-text'
import type { Look } from './look'
import { STATUS_WORDS } from './progress-text'
import { visible } from './visible'

type AmountJson = NonNullable<Promotion['creditLeft']>

const amount = (given: AmountJson | null): string => (given === null ? 'an unknown amount' : money(given))

type Group = 'available' | 'earning' | 'notAvailable' | 'issued'

const dueText = ({ oneDayTarget, businessDayDue, slaStatus }: NonNullable<Promotion['delivery']>): string =>
  `${oneDayTarget}, at the latest ${businessDayDue}: ${SLA_WORDS[slaStatus]}`

/** Label and text of each line below a coupon; one that still earns has its offer in one tab and its progress in the other (R27). */
const factsOf = (
  { progress, creditLeft, delivery }: Promotion,
  group: Group,
  at: Instant,
): ReadonlyArray<readonly [string, string]> => {
  const { threshold, reward, calculated, pending, status } = progress
  const until = status === 'issued' ? progress.activationDeadline : status === 'earning' ? progress.windowEndsAt : null
  const isOfferOnly = group === 'issued' || (group === 'available' && status === 'earning')
  const facts: ReadonlyArray<readonly [label: string, text: string | false]> = [
    ['offer', `spend ${amount(threshold)}, get ${amount(reward)}`],
    ['spend', !isOfferOnly && `${amount(calculated)} calculated, ${amount(pending)} pending`],
    ['ends', until !== null && `${until} (${distanceTo(until, at)})`],
    ['credit', creditLeft !== null && `${money(creditLeft)} left`],
    ['due', delivery !== null && delivery.grantedAt === null && dueText(delivery)],
  ]
  return facts.flatMap(([label, text]) => (text === false ? [] : [[label, text] as const]))
}

const promotionText = function* (promotion: Promotion, group: Group, at: Instant, look: Look): Generator<string> {
  const { couponId, status } = promotion.progress
  yield `  ${look.strong(visible(couponId))}  ${STATUS_WORDS[status]}`
  for (const [label, text] of factsOf(promotion, group, at)) yield `    ${label.padEnd(6)}  ${text}`
  if (group === 'available') return
  for (const { rule, message, code } of promotion.risks) {
    yield `    ${look.warn('advice')}  ${message} (${rule})  ${look.faint(code)}`
  }
}

/** An account's promotions for people, judged at `at`. */
export const promotionsText = function* (promotions: Promotions, at: Instant, look: Look): Generator<string> {
  const { adAccountId, businessAccountIds } = promotions
  const business = businessAccountIds.length === 0 ? '' : `  of ${businessAccountIds.map(visible).join(', ')}`
  yield `${look.strong(`Ad account ${visible(adAccountId)}`)}${business}`
  const groups: ReadonlyArray<readonly [Group, string]> = [
    ['available', 'Available'],
    ['earning', 'Earning'],
    ['notAvailable', 'Not available'],
    ['issued', 'Issued, to be activated'],
  ]
  for (const [group, title] of groups) {
    const listed = promotions[group]
    yield ''
    yield `${look.strong(title)}  ${listed.length === 0 ? look.faint('none') : listed.length}`
    for (const promotion of listed) yield* promotionText(promotion, group, at, look)
  }
}
