import { formatInstant } from '@earnback/kernel'
import { type Finding, finding } from './finding'
import { type CouponState, deadlineOf, isReviewOpen, standingActivation, standingHolds } from './state'

/** Where codes are sent by email; other channels are not limited to markets (R2). */
const EMAIL_MARKETS: ReadonlySet<string> = new Set(['VN', 'JP', 'TW', 'MY', 'ID', 'TH'])

const isOutsideItsChannel = ({ issue }: CouponState): boolean => {
  const { channel = 'email', market } = issue?.event.data.offer ?? {}
  return channel === 'email' && market !== undefined && !EMAIL_MARKETS.has(market.toUpperCase())
}

/** What a person should look at in the coupon's own facts; the spend's findings come from `qualify`. */
export const couponFindings = (state: CouponState, couponId: string): ReadonlyArray<Finding> => {
  const findings: Finding[] = []
  const deadline = deadlineOf(state)
  const standing = standingActivation(state)
  if (state.hasIssueConflict) findings.push(finding('ISSUE_CONFLICT', couponId))
  if (isOutsideItsChannel(state)) findings.push(finding('CHANNEL_NOT_OFFERED_IN_MARKET', couponId))
  for (const { event } of standingHolds(state)) {
    if (event.data.reason === 'ACTIVATED_WHILE_INELIGIBLE')
      findings.push(finding('ACTIVATED_WHILE_INELIGIBLE', event.data.ref ?? event.id))
  }
  if (isReviewOpen(state)) findings.push(finding('GRANT_REVIEW_REQUIRED', couponId))
  for (const activation of state.activations) {
    const about = formatInstant(activation.at)
    const isAnother = standing !== undefined && (activation.at !== standing.at || activation.adAccountId !== standing.adAccountId)
    if (deadline !== undefined && activation.at >= deadline) findings.push(finding('ACTIVATION_WINDOW_EXPIRED', about))
    else if (isAnother) findings.push(finding('ALREADY_ACTIVATED', about))
  }
  if (standing !== undefined && state.terms !== undefined && standing.at < state.terms.receivedAt) {
    findings.push(finding('ACTIVATED_BEFORE_RECEIPT', formatInstant(standing.at)))
  }
  return findings
}
