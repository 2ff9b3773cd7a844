import { standingsOf, type Standings, type Times } from '@earnback/projections'
import { type ReadTold, viewCoupon, withAccountFacts } from '@earnback/projector'
import type { Engine } from './wire'

export interface PlacedStandings {
  readonly standings: Standings
  readonly position: number
}

/** Without times the read model answers, else the log as it stood. */
const standingsOnly = async (
  engine: Engine,
  couponId: string,
  times: Times,
  read?: ReadTold,
): Promise<PlacedStandings | undefined> => {
  if (times.asOf === undefined && times.knownAt === undefined) return engine.projector.standings(couponId)
  const placed = await viewCoupon(engine.store, couponId, times, read)
  if (placed === undefined) return undefined
  return { standings: standingsOf(placed.view), position: placed.position }
}

/** With what the facts about the account add. */
export const standingsAt = async (
  engine: Engine,
  couponId: string,
  times: Times,
  read?: ReadTold,
): Promise<PlacedStandings | undefined> => {
  const placed = await standingsOnly(engine, couponId, times, read)
  if (placed === undefined) return undefined
  const { standings, position } = placed
  return { standings: await withAccountFacts(engine, standings, { times, position }), position }
}
