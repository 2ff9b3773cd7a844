export { type AccountLog, accountLog, type LoggedEvent } from './account-log'
export { accountAt, couponState, type CouponView, couponView, runOf, runsOf, type Times, within } from './coupon-view'
export { type ExplainedSpend, type Explanation, explanationOf } from './explanation'
export { type Progress, progressOf, type Standings } from './progress'
