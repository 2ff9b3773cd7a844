import { type ActivationRequest, type Check, checkActivation } from '@earnback/coupon'
import type { EventStore } from '@earnback/event-store'
import { type CouponDirectory, loadKnowledge } from './knowledge'

/** Every check of an activation, judged and not acted upon: nothing is written (R53). */
export const diagnoseRequest = async (
  store: EventStore,
  directory: CouponDirectory,
  request: ActivationRequest,
): Promise<ReadonlyArray<Check>> => checkActivation(request, (await loadKnowledge(store, directory, request)).known)
