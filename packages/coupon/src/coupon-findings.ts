import { formatInstant } from '@earnback/kernel'
import { type Finding, finding } from './finding'
import { type CouponState, deadlineOf, isReviewOpen, standingActivation } from './state'

/** What a person should look at in the coupon's own facts; the spend's findings come from `qualify`. */
export const couponFindings = (state: CouponState, couponId: string): ReadonlyArray<Finding> => {
  const findings: Finding[] = []
  const deadline = deadlineOf(state)
  const standing = standingActivation(state)
  if (state.hasIssueConflict) findings.push(finding('ISSUE_CONFLICT', couponId))
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
