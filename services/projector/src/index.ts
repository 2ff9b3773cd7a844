export { toldDossier } from './told-dossier'
export { Projector, rebuildLedger } from './projector'
export { verifyViews } from './verify-views'
export { type PlacedView, viewCoupon, viewCouponAt } from './view-coupon'
