import { type CouponState, type Event, type Finding } from '@earnback/coupon'
import { encodeAmount, formatInstant, type Instant } from '@earnback/kernel'
import { accountState } from './account/credit'
import { type CouponView, standingsOf } from './coupon-view'
import { type ExplainedSpend, type Explanation, explanationOf } from './explanation'
import { type Progress, progressOf } from './progress'
import { type TimelineEntry, timelineEntry, type ToldEvent } from './timeline'
import type { Expectation } from './policy'

/** `earnback dossier --json`: all that support needs to answer for one coupon (R52). */
export interface Dossier {
  readonly couponId: string
  readonly adAccountId: string | null
  readonly code: string | null
  readonly email: Readonly<Record<string, string | null>>
  readonly terms: Readonly<Record<string, unknown>> | null
  readonly progress: Progress
  readonly timeline: ReadonlyArray<TimelineEntry>
  readonly attempts: ReadonlyArray<TimelineEntry>
  readonly verdicts: ReadonlyArray<ExplainedSpend>
  readonly totals: Explanation['totals']
  readonly findings: ReadonlyArray<Finding>
  readonly log: { readonly position: number; readonly hash: string }
}

const text = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))

const termsJson = ({ terms }: CouponState): Dossier['terms'] =>
  terms === undefined
    ? null
    : {
        offerId: terms.offerId,
        threshold: encodeAmount(terms.threshold),
        reward: encodeAmount(terms.reward),
        spendWindow: terms.spendWindow.text,
        dayCount: terms.dayCount,
        zone: terms.zone,
        activationDeadline: formatInstant(terms.activationDeadline),
        receiptBasis: terms.receiptBasis,
      }

const emailOf = ({ issue, terms }: CouponState): Dossier['email'] => ({
  recipientHash: issue?.event.data.recipient?.emailHash ?? null,
  sentAt: text(issue?.event.data.sentAt),
  receivedAt: text(terms?.receivedAt),
  receiptBasis: terms?.receiptBasis ?? null,
})

const isAttemptFor = (couponId: string, event: Event): boolean =>
  event.name === 'ActivationRejected' && event.data.couponId === couponId

/** Everything about one coupon in one document, told from the log. */
export const dossierOf = (
  view: CouponView,
  told: { readonly coupon: ReadonlyArray<ToldEvent>; readonly account: ReadonlyArray<ToldEvent> },
  log: Dossier['log'],
  expectation: Expectation,
): Dossier => {
  const { state, couponId } = view
  const account = accountState(told.account)
  const progress = progressOf({ ...standingsOf(view), account }, expectation.now, { position: log.position }, expectation)
  const explanation = explanationOf(view, { position: log.position })
  return {
    couponId,
    adAccountId: progress.adAccountId,
    code: state.terms?.code ?? null,
    email: emailOf(state),
    terms: termsJson(state),
    progress,
    timeline: told.coupon.map(timelineEntry),
    attempts: told.account.filter(({ event }) => isAttemptFor(couponId, event)).map(timelineEntry),
    verdicts: explanation.verdicts,
    totals: explanation.totals,
    findings: progress.findings,
    log,
  }
}
