import type { ActivationAnswer } from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'
import { type Progress, progressOf } from '@earnback/projections'
import type { Engine } from './wire'

/** The coupon as it stands after the answer; only whoever it belongs to is told of it. */
export const progressAfter = async (
  engine: Engine,
  { couponId, activatedAt }: ActivationAnswer,
  at: Instant,
): Promise<Progress | undefined> => {
  if (couponId === undefined || activatedAt === undefined) return undefined
  const placed = await engine.projector.standings(couponId)
  return placed === undefined ? undefined : progressOf(placed.standings, at, { position: placed.position })
}
