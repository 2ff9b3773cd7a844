import { type Instant, instantOfMicros, plusMicros } from '@earnback/kernel'
import { deliveryRank, type QueuedFinding } from '@earnback/projections'
import { isStaff } from '../access/caller'
import { maySee } from '../access/may-see'
import { type Ask, judgedAt, timesOf } from '../http/ask'
import { cursorOf, cursorText, questionOf } from '../http/cursor'
import { jsonAnswer } from '../http/json-answer'
import { type Answer, notReadable, problemAnswer } from '../http/problem'
import { type Desk, inTurn } from './desk'

type Key = ReadonlyArray<string | number>

interface Page<A> {
  readonly entries: ReadonlyArray<A>
  readonly nextCursor: string | null
}

const compared = (one: string | number, other: string | number): number => (one < other ? -1 : one > other ? 1 : 0)

/** In the order of the keys, member by member. */
const order = (one: Key, other: Key): number => {
  for (let index = 0; index < one.length; index++) {
    const sign = compared(one[index] ?? '', other[index] ?? '')
    if (sign !== 0) return sign
  }
  return 0
}

const keyIn = (at: unknown, members: number): Key | undefined =>
  Array.isArray(at) && at.length === members ? (at as Key) : undefined

/** The page after a cursor's key: what came in meanwhile moves nobody's place. Undefined where the cursor is none. */
const pageOf = <A>(
  all: ReadonlyArray<A>,
  keyOf: (one: A) => Key,
  { ask, question, head, limit }: { readonly ask: Ask; readonly question: string; readonly head: number; readonly limit: number },
): Page<A> | undefined => {
  const { cursor } = ask.query
  const key = cursor === undefined ? undefined : cursorOf(cursor, question, head)?.at
  const members = all[0] === undefined ? undefined : keyOf(all[0]).length
  const after = members === undefined ? undefined : keyIn(key, members)
  if (cursor !== undefined && (key === undefined || (members !== undefined && after === undefined))) return undefined
  const rest = after === undefined ? all : all.filter((one) => order(keyOf(one), after) > 0)
  const entries = rest.slice(0, limit)
  const last = entries.at(-1)
  const isMore = rest.length > limit && last !== undefined
  return { entries, nextCursor: isMore ? cursorText({ question, position: head, at: [...keyOf(last)] }) : null }
}

const CURSOR_INVALID = notReadable([
  { code: 'CURSOR_INVALID', path: 'cursor', found: 'another text', expected: 'a nextCursor of this request, unchanged' },
])

/** Newest first, as the command line orders them. */
const findingKey = ({ position, couponId, code, about }: QueuedFinding): Key => [-position, couponId, code, about]

export const findingsRead = (desk: Desk, ask: Ask): Promise<Answer> =>
  inTurn(desk, async () => {
    const head = await desk.head.read()
    const { limit = desk.limits.pageEntriesDefault } = ask.query
    const owned = await desk.readings.findings(timesOf(ask), judgedAt(ask, desk.now()))
    const seen = owned.flatMap(({ finding, adAccountIds }) => (maySee(ask.caller, adAccountIds) ? [finding] : []))
    const question = questionOf('findings', ask)
    const page = pageOf(seen, findingKey, { ask, question, head, limit })
    if (page === undefined) return CURSOR_INVALID
    return jsonAnswer({ findings: page.entries, nextCursor: page.nextCursor }, head, ask.ifNoneMatch)
  })

/**
 * The instant at which the first page was judged: who goes on from a cursor is judged by the same, so that no delivery becomes urgent
 * behind the reader's back. Undefined where the cursor is none.
 */
const judgedWith = (cursor: string, question: string, head: number): Instant | undefined => {
  const at = cursorOf(cursor, question, head)?.at
  const judged = Array.isArray(at) ? (at as Key)[0] : undefined
  return typeof judged === 'number' && Number.isSafeInteger(judged) ? plusMicros(instantOfMicros(judged), 0) : undefined
}

export const deliveriesRead = (desk: Desk, ask: Ask): Promise<Answer> =>
  inTurn(desk, async () => {
    const head = await desk.head.read()
    const { limit = desk.limits.pageEntriesDefault, cursor } = ask.query
    const question = questionOf('deliveries', ask)
    const judged = cursor === undefined ? judgedAt(ask, desk.now()) : judgedWith(cursor, question, head)
    if (judged === undefined) return CURSOR_INVALID
    const told = await desk.readings.deliveries(timesOf(ask), judged)
    const seen = told.deliveries.filter(({ adAccountId }) => maySee(ask.caller, [adAccountId]))
    const page = pageOf(seen, (one): Key => [judged, ...deliveryRank(one)], { ask, question, head, limit })
    if (page === undefined) return CURSOR_INVALID
    return jsonAnswer({ ...told, deliveries: page.entries, nextCursor: page.nextCursor }, told.position, ask.ifNoneMatch)
  })

/** What could not be read belongs to nobody who could be told of it: staff alone see it. */
export const quarantineRead = async (desk: Desk, ask: Ask): Promise<Answer> => {
  if (!isStaff(ask.caller)) return problemAnswer(403, 'STAFF_ONLY', 'this is for callers who may see every ad account')
  return inTurn(desk, async () => {
    const head = await desk.head.read()
    const entries = await desk.readings.quarantine()
    const { limit = desk.limits.pageEntriesDefault } = ask.query
    const page = pageOf(entries, ({ position }) => [position], { ask, question: 'quarantine', head, limit })
    if (page === undefined) return CURSOR_INVALID
    return jsonAnswer(page, head, ask.ifNoneMatch)
  })
}
