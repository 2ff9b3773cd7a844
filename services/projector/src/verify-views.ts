import { collect, type EventStore, type LogProblem, type Progress } from '@earnback/event-store'
import { allRows, QUALIFYING_SPEND, rowsOf } from '@earnback/projections'
import { rebuildLedger } from './projector'

const problem = (where: string, message: string): LogProblem => ({
  code: 'VIEW_DIFFERS',
  where: `view ${QUALIFYING_SPEND.view}, row ${where}`,
  message,
})

interface Rows {
  readonly position: number
  readonly rows: ReadonlyArray<readonly [key: string, json: string]>
}

/** The rows and the position that they stand for, of one moment: a projector may move them while they are verified. */
const storedRows = async (store: EventStore): Promise<Rows | undefined> => {
  const { view, version } = QUALIFYING_SPEND
  for (;;) {
    const before = await store.view(view)
    if (before?.version !== version) return undefined
    const rows = await collect(store.viewRows(view))
    const after = await store.view(view)
    if (after?.version === version && after.position === before.position) return { position: before.position, rows }
  }
}

/** Derives the read model again from the log, as of the position that its rows stand for, and names every row that differs. */
export const verifyViews = async (store: EventStore, progress: Progress): Promise<ReadonlyArray<LogProblem>> => {
  const stored = await storedRows(store)
  if (stored === undefined) return []
  const { position } = await store.head()
  if (stored.position > position) {
    return [
      problem('-', `stands for position ${stored.position}, and the log ends at ${position}: an older log was put in place`),
    ]
  }
  const ledger = await rebuildLedger(store, progress, stored.position)
  const derived = new Map(await rowsOf(ledger, allRows(ledger)))
  const problems: LogProblem[] = []
  for (const [key, json] of stored.rows) {
    const expected = derived.get(key)
    derived.delete(key)
    if (expected === undefined) problems.push(problem(key, 'the log knows nothing of it'))
    else if (expected !== json) problems.push(problem(key, 'differs from what the log says'))
  }
  for (const key of derived.keys()) problems.push(problem(key, 'is missing'))
  return problems
}
