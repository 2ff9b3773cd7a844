import type { Instant } from '@earnback/kernel'
import type { Promotion, Promotions } from '@earnback/projections'
import { money } from './amount'
import { distanceTo, SLA_WORDS } from './deliveries-text'
import type { Look } from './look'
import { STATUS_WORDS } from './progress-text'
import { visible } from './visible'

type AmountJson = NonNullable<Promotion['creditLeft']>

const amount = (given: AmountJson | null): string => (given === null ? 'an unknown amount' : money(given))

/** Label and text of each line below a coupon. */
const factsOf = ({ progress, creditLeft, delivery }: Promotion, at: Instant): ReadonlyArray<readonly [string, string]> => {
  const { threshold, reward, calculated, pending, status } = progress
  const until = status === 'issued' ? progress.activationDeadline : status === 'earning' ? progress.windowEndsAt : null
  return [
    ['offer', `spend ${amount(threshold)}, get ${amount(reward)}`],
    ...(status === 'issued' ? [] : ([['spend', `${amount(calculated)} calculated, ${amount(pending)} pending`]] as const)),
    ...(until === null ? [] : ([['ends', `${until} (${distanceTo(until, at)})`]] as const)),
    ...(creditLeft === null ? [] : ([['credit', `${money(creditLeft)} left`]] as const)),
    ...(delivery === null || delivery.grantedAt !== null
      ? []
      : ([
          ['due', `${delivery.oneDayTarget}, at the latest ${delivery.businessDayDue}: ${SLA_WORDS[delivery.slaStatus]}`],
        ] as const)),
  ]
}

const promotionText = function* (promotion: Promotion, at: Instant, look: Look): Generator<string> {
  const { couponId, status } = promotion.progress
  yield `  ${look.strong(visible(couponId))}  ${STATUS_WORDS[status]}`
  for (const [label, text] of factsOf(promotion, at)) yield `    ${label.padEnd(6)}  ${text}`
  for (const { rule, message, code } of promotion.risks) {
    yield `    ${look.warn('advice')}  ${message} (${rule})  ${look.faint(code)}`
  }
}

/** An account's promotions for people, judged at `at`. */
export const promotionsText = function* (promotions: Promotions, at: Instant, look: Look): Generator<string> {
  const { adAccountId, businessAccountIds, available, earning, notAvailable, issued } = promotions
  const business = businessAccountIds.length === 0 ? '' : `  of ${businessAccountIds.map(visible).join(', ')}`
  yield `${look.strong(`Ad account ${visible(adAccountId)}`)}${business}`
  const groups = [
    ['Available', available],
    ['Earning', earning],
    ['Not available', notAvailable],
    ['Issued, to be activated', issued],
  ] as const
  for (const [title, listed] of groups) {
    yield ''
    yield `${look.strong(title)}  ${listed.length === 0 ? look.faint('none') : listed.length}`
    for (const promotion of listed) yield* promotionText(promotion, at, look)
  }
}
