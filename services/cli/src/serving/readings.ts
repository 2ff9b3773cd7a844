import {
  accountCreditOf,
  creditFacts,
  deliveriesOf,
  inQueueOrder,
  judgedExplanation,
  originOf,
  progressOf,
  promotionsOf,
  queuedOf,
  timelineEntry,
  type Times,
} from '@earnback/projections'
import { StoreFault } from '@earnback/event-store'
import { listQuarantine } from '@earnback/ingester'
import type { Instant } from '@earnback/kernel'
import {
  type HistoricEvent,
  listDeliveries,
  positionOf,
  type ReadTold,
  readTold,
  viewAccount,
  viewCouponAt,
  viewHistory,
} from '@earnback/projector'
import { BoundedCache, type HistoryEntry, type OwnedFinding, type Readings } from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import { activationFailure } from '../activation-failure'
import { type Config, readingPolicy } from '../config'
import { progressAfter } from '../progress-after'
import { activationJson } from '../render/activation-json'
import { checkJson } from '../render/check-json'
import { quarantineEntryJson } from '../render/quarantine-entry-json'
import { type PlacedStandings, standingsAt } from '../standings-at'
import type { Engine } from '../wire'
import { appendAccesses } from './access-records'
import { keptStreams } from './kept-streams'
import { logReadings } from './log-readings'
import { ownersOf } from './owners'
import { totalsOf } from './totals'

/** Of coupons; a few kilobytes each. */
const STANDINGS_KEPT_MAX = 2_000
/** Half a kilobyte each. */
const EVENTS_KEPT_MAX = 200_000

const ownersNow = async (engine: Engine, couponId: string): Promise<ReadonlyArray<string> | undefined> => {
  const placed = await engine.projector.standings(couponId)
  return placed === undefined ? undefined : ownersOf(engine, placed.standings.state)
}

interface OwnedStandings extends PlacedStandings {
  readonly adAccountIds: ReadonlyArray<string>
}

const ownedStandings = async (
  engine: Engine,
  couponId: string,
  times: Times,
  read: ReadTold,
): Promise<OwnedStandings | undefined> => {
  const placed = await standingsAt(engine, couponId, times, read)
  return placed === undefined ? undefined : { ...placed, adAccountIds: await ownersOf(engine, placed.standings.state) }
}

/** While the log stands still only the clock can change an answer, and for that no row has to be read again. */
const progressRead = (engine: Engine, config: Config, read: ReadTold): Readings['progress'] => {
  const kept = new BoundedCache<OwnedStandings>({ entriesMax: STANDINGS_KEPT_MAX, weightMax: STANDINGS_KEPT_MAX })
  const atHead = async (couponId: string): Promise<OwnedStandings | undefined> => {
    const known = kept.get(couponId)
    if (known !== undefined && known.position === (await engine.store.head()).position) return known
    const owned = await ownedStandings(engine, couponId, {}, read)
    if (owned !== undefined) kept.set(couponId, owned, 1)
    return owned
  }
  return async (couponId, times, at) => {
    const isAtHead = times.asOf === undefined && times.knownAt === undefined
    const owned = await (isAtHead ? atHead(couponId) : ownedStandings(engine, couponId, times, read))
    if (owned === undefined) return undefined
    const { standings, position, adAccountIds } = owned
    return { progress: progressOf(standings, at, { ...times, position }, readingPolicy(config)), adAccountIds }
  }
}

const explanationRead =
  ({ store }: Engine, read: ReadTold): Readings['explanation'] =>
  async (couponId, times, upTo) => {
    const position = upTo ?? (await positionOf(store, times))
    const view = await viewCouponAt(store, couponId, times, position, read)
    return view === undefined ? undefined : judgedExplanation(view, { ...times, position })
  }

const historyEntry = (told: HistoricEvent): HistoryEntry => ({
  ...timelineEntry(told),
  calculatedAt: told.calculatedAt,
  origin: originOf(told),
})

const accountReads = (engine: Engine, config: Config): Pick<Readings, 'promotions' | 'credit'> => ({
  promotions: async (adAccountId, times, at) => {
    const placed = await viewAccount(engine, adAccountId, times)
    return placed === undefined
      ? undefined
      : promotionsOf(placed.view, readingPolicy(config), at, { ...times, position: placed.position })
  },
  credit: async (adAccountId, times, at) => {
    const placed = await viewAccount(engine, adAccountId, times)
    if (placed === undefined) return undefined
    const { view, position } = placed
    const facts = creditFacts(
      adAccountId,
      view.coupons.map(({ state }) => state),
      view.account,
    )
    return accountCreditOf(adAccountId, facts, at, { ...times, position })
  },
})

/** One coupon after the other is held, never all. */
const findingsRead = async (engine: Engine, config: Config, times: Times, at: Instant): Promise<ReadonlyArray<OwnedFinding>> => {
  const owners = new Map<string, ReadonlyArray<string>>()
  const queued: Array<OwnedFinding['finding']> = []
  for (const couponId of (await engine.projector.pick((one) => [one.couponId])).picked) {
    const placed = await standingsAt(engine, couponId, times)
    if (placed === undefined) continue
    const found = queuedOf(placed.standings, { ...readingPolicy(config), now: at })
    if (found.length > 0) owners.set(couponId, (await ownersNow(engine, couponId)) ?? [])
    queued.push(...found)
  }
  return inQueueOrder(queued).map((finding) => ({ finding, adAccountIds: owners.get(finding.couponId) ?? [] }))
}

const queueReads = (engine: Engine, config: Config): Pick<Readings, 'findings' | 'deliveries' | 'quarantine'> => ({
  findings: (times, at) => findingsRead(engine, config, times, at),
  deliveries: async (times, at) => {
    const { coupons, position } = await listDeliveries(engine, times)
    return deliveriesOf(coupons, config.holidays, at, { ...times, position })
  },
  quarantine: async () => {
    const entries = await listQuarantine(engine.store)()
    if (E.isLeft(entries)) throw new StoreFault(entries.left)
    return entries.right.map(quarantineEntryJson)
  },
})

const requests = (engine: Engine): Pick<Readings, 'activate' | 'diagnose'> => ({
  activate: async (request) => {
    const answer = await engine.activate(request)()
    if (E.isLeft(answer)) return E.left(activationFailure(answer.left))
    return E.right(activationJson(answer.right, await progressAfter(engine, answer.right, request.at)))
  },
  diagnose: async (request) => {
    const checks = await engine.diagnose(request)
    return { reasons: checks.flatMap(({ reason }) => reason ?? []), checks: checks.map(checkJson) }
  },
})

const couponReads = (engine: Engine, config: Config): Pick<Readings, 'progress' | 'explanation' | 'history'> => {
  const read = keptStreams(readTold(engine.store), EVENTS_KEPT_MAX)
  return {
    progress: progressRead(engine, config, read),
    explanation: explanationRead(engine, read),
    history: async (couponId, range) => (await viewHistory(engine.store, couponId, range, read))?.map(historyEntry),
  }
}

/** What the query API asks, answered as the commands answer it. */
export const readingsOf = (engine: Engine, config: Config, now: () => Instant): Readings => ({
  ...logReadings(engine),
  ...couponReads(engine, config),
  ...accountReads(engine, config),
  ...queueReads(engine, config),
  ...requests(engine),
  owners: (couponId) => ownersNow(engine, couponId),
  appendAccesses: (accesses) => appendAccesses(engine, accesses, now()),
  totals: (at) => totalsOf(engine, config, at),
})
