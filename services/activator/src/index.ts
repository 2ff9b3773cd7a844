export { activateCode, type ActivationContended } from './activate-code'
export { diagnoseRequest } from './diagnose-request'
export type { CouponDirectory } from './knowledge'
