import { type EventStore, type Progress, StoreFault } from '@earnback/event-store'
import {
  allRows,
  couponIdIn,
  type Entry,
  entryFrom,
  progressKeys,
  QUALIFYING_SPEND,
  QualifyingSpend,
  type RowKeys,
  rowsOf,
  type Standings,
  standingsFrom,
} from '@earnback/projections'
import * as E from 'fp-ts/Either'

interface Rows {
  /** In the order of the keys. */
  readonly rows: ReadonlyArray<string | undefined>
  readonly position: number
}

const SILENT: Progress = () => undefined

/** Writes rows and checkpoint; false where another projector moved the view meanwhile. */
const write = async (
  store: EventStore,
  ledger: QualifyingSpend,
  keys: RowKeys,
  change: { replace: boolean; after?: number },
): Promise<boolean> => {
  const upserts = await rowsOf(ledger, keys)
  const written = await store.changeView({ ...QUALIFYING_SPEND, position: ledger.position, upserts, ...change })()
  if (E.isRight(written)) return true
  if (written.left.kind === 'ViewMoved') return false
  throw new StoreFault(written.left)
}

/** Folds the log from the first event on to a fresh ledger, up to and including a position. */
export const rebuildLedger = async (
  store: EventStore,
  progress: Progress = SILENT,
  upTo = Infinity,
): Promise<QualifyingSpend> => {
  const ledger = new QualifyingSpend(store)
  const total = Math.min((await store.head()).position, upTo)
  ledger.reserve(total)
  for await (const page of store.readColumns(0)) {
    await ledger.apply(page, upTo)
    progress(ledger.position, total)
    if (ledger.position >= upTo) break
  }
  return ledger
}

/**
 * Keeps the read model of qualifying spend at the head of the log. It holds the ledger of its process, loads it when it is
 * first needed, and writes only the rows that changed, with the position that they stand for, in one transaction.
 */
export class Projector {
  private ledger: QualifyingSpend | undefined
  /** The position from which `ledger.changed` is complete. */
  private changedSince = 0
  /** The last of what folds or writes; a ledger can't be folded by two at once. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly store: EventStore) {}

  /** Brings ledger and rows to the head of the log and answers the ledger. */
  catchUp(progress: Progress = SILENT): Promise<QualifyingSpend> {
    return this.inTurn(() => this.bringToHead(progress))
  }

  /** Throws every row away and derives it again; the old rows serve until the new ones are complete. */
  rebuild(progress: Progress = SILENT): Promise<QualifyingSpend> {
    return this.inTurn(async () => {
      const ledger = await rebuildLedger(this.store, progress)
      await write(this.store, ledger, allRows(ledger), { replace: true })
      this.ledger = ledger
      this.settled(ledger)
      return ledger
    })
  }

  private inTurn<A>(work: () => Promise<A>): Promise<A> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async bringToHead(progress: Progress): Promise<QualifyingSpend> {
    for (;;) {
      const stored = await this.store.view(QUALIFYING_SPEND.view)
      const head = (await this.store.head()).position
      const isUsable = stored !== undefined && stored.version === QUALIFYING_SPEND.version && stored.position <= head
      const rowsAt = isUsable ? stored.position : 0
      const ledger = await this.advance(rowsAt, head, progress)
      if (isUsable && rowsAt >= ledger.position) return ledger
      const isBehindOurs = rowsAt < this.changedSince
      const changed = { couponIds: [...ledger.changed], directory: [...ledger.directory.changed] }
      const isWritten = await write(this.store, ledger, isBehindOurs ? allRows(ledger) : changed, {
        replace: !isUsable,
        after: stored?.position ?? 0,
      })
      if (!isWritten) continue
      this.settled(ledger)
      return ledger
    }
  }

  /** Folds what is new. A ledger that the store failed in the midst of a page is thrown away: half of the page may be in it. */
  private async advance(rowsAt: number, head: number, progress: Progress): Promise<QualifyingSpend> {
    const ledger = (this.ledger ??= new QualifyingSpend(this.store))
    try {
      await this.fold(ledger, rowsAt, head, progress)
    } catch (error) {
      this.ledger = undefined
      this.changedSince = 0
      throw error
    }
    return ledger
  }

  /** Up to the rows' position nothing needs to be written, as long as this process wrote nothing later. */
  private async fold(ledger: QualifyingSpend, rowsAt: number, head: number, progress: Progress): Promise<void> {
    ledger.reserve(head - ledger.position)
    for await (const page of this.store.readColumns(ledger.position)) {
      if (ledger.position < rowsAt) {
        await ledger.apply(page, rowsAt)
        if (ledger.position === rowsAt) this.settled(ledger)
      }
      await ledger.apply(page)
      progress(ledger.position, head)
    }
  }

  private settled(ledger: QualifyingSpend): void {
    ledger.changed.clear()
    ledger.directory.changed.clear()
    this.changedSince = ledger.position
  }

  /** Rows of the read model, caught up first, all of one moment. */
  private async rows(keys: ReadonlyArray<string>): Promise<Rows> {
    const { view, version } = QUALIFYING_SPEND
    for (;;) {
      const { position } = await this.store.head()
      const stored = await this.store.view(view)
      if (stored?.version !== version || stored.position !== position) await this.catchUp()
      const at = await this.store.view(view)
      const rows: Array<string | undefined> = []
      for (const key of keys) rows.push(await this.store.viewRow(view, key))
      const still = await this.store.view(view)
      if (at?.version === version && still?.version === version && at.position === still.position)
        return { rows, position: at.position }
    }
  }

  /**
   * Picks from the standings of every coupon, out of the read model, caught up first. Rows pass one by one, so that what is picked
   * is all that is held.
   */
  async pick<A>(
    from: (standings: Standings) => ReadonlyArray<A>,
  ): Promise<{ readonly picked: ReadonlyArray<A>; readonly position: number }> {
    const { view, version } = QUALIFYING_SPEND
    for (;;) {
      await this.catchUp()
      const before = await this.store.view(view)
      const calculation = await this.store.viewRow(view, progressKeys('').calculation)
      const picked: A[] = []
      for await (const [key, json] of this.store.viewRows(view)) {
        const couponId = couponIdIn(key)
        if (couponId !== undefined && calculation !== undefined) picked.push(...from(standingsFrom(couponId, json, calculation)))
      }
      const after = await this.store.view(view)
      const isOneMoment = before?.version === version && after?.version === version && before.position === after.position
      if (isOneMoment) return { picked, position: before.position }
    }
  }

  /** One coupon's standings out of the read model, caught up first; undefined where no event names it. */
  async standings(couponId: string): Promise<{ readonly standings: Standings; readonly position: number } | undefined> {
    const keys = progressKeys(couponId)
    const { rows, position } = await this.rows([keys.coupon, keys.calculation])
    const [coupon, calculation] = rows
    return coupon === undefined || calculation === undefined
      ? undefined
      : { standings: standingsFrom(couponId, coupon, calculation), position }
  }

  /** Who belongs to whom, by a key of `directoryKeys`, caught up first. */
  async entry(key: string): Promise<Entry> {
    return entryFrom((await this.rows([key])).rows[0])
  }
}
