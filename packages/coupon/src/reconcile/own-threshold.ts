import type { CouponState, Decided } from '../state'
import { isOwn } from './evidence'

/** The engine's own standing `ThresholdMet`, with its place in the log. */
export const ownDecidedThreshold = (state: CouponState): Decided<'ThresholdMet'> | undefined => {
  const lastReverted = state.reverted.at(-1)?.position ?? -1
  return state.met.find((one) => one.position > lastReverted && isOwn(one))
}
