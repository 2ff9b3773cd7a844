import { spendStream } from '@earnback/coupon'
import { writtenExplanation } from '@earnback/projections'
import { isStaff } from '../access/caller'
import { maySee } from '../access/may-see'
import { type Cursor, cursorOf, cursorText, questionOf } from '../http/cursor'
import { type Ask, hasTimes, judgedAt, timesOf } from '../http/ask'
import { bodyAnswer, jsonAnswer, pageAnswer } from '../http/json-answer'
import { type Answer, couponMissing, notReadable } from '../http/problem'
import type { HistoryEntry } from '../schema/coupon-answers'
import { behind, type Desk, hidden, inTurn, noted, notReached } from './desk'

const badCursor = (cursor: string): Answer =>
  notReadable([
    {
      code: 'CURSOR_INVALID',
      path: 'cursor',
      found: JSON.stringify(cursor.slice(0, 40)),
      expected: 'a nextCursor of this request, unchanged',
    },
  ])

/** Progress at the head of the log comes written out; at other times the log is asked. */
export const couponRead = async (desk: Desk, ask: Ask): Promise<Answer> => {
  const { couponId = '' } = ask.params
  const late = await behind(desk, ask.query.minPosition)
  if (late !== undefined) return late
  if (hasTimes(ask)) return inTurn(desk, () => couponAtTimes(desk, ask, couponId))
  const told = await desk.coupons.told(couponId)
  if (told === undefined || !maySee(ask.caller, told.adAccountIds)) return couponMissing(couponId)
  if (told.position < (ask.query.minPosition ?? 0)) return notReached(ask.query.minPosition ?? 0)
  return bodyAnswer(told, told.etag, ask.ifNoneMatch)
}

const couponAtTimes = async (desk: Desk, ask: Ask, couponId: string): Promise<Answer> => {
  const hiding = await hidden(desk, ask, couponId)
  if (hiding !== undefined) return hiding
  const owned = await desk.readings.progress(couponId, timesOf(ask), judgedAt(ask, desk.now()))
  if (owned === undefined) return couponMissing(couponId)
  const { progress } = owned
  const { minPosition } = ask.query
  if (minPosition !== undefined && progress.position < minPosition) return notReached(minPosition)
  return jsonAnswer(progress, progress.position, ask.ifNoneMatch)
}

export const spendRead = async (desk: Desk, ask: Ask): Promise<Answer> =>
  (await behind(desk, ask.query.minPosition)) ?? inTurn(desk, () => spendPage(desk, ask))

const spendPage = async (desk: Desk, ask: Ask): Promise<Answer> => {
  const { couponId = '' } = ask.params
  const { verdict, cursor, limit = desk.limits.pageEntriesDefault, knownAt, minPosition } = ask.query
  const hiding = await hidden(desk, ask, couponId)
  if (hiding !== undefined) return hiding
  const head = await desk.head.read()
  const question = questionOf('spend', ask)
  const from = cursor === undefined ? undefined : cursorOf(cursor, question, head)
  const at = cursor === undefined ? 0 : from?.at
  if (typeof at !== 'number') return badCursor(cursor ?? '')
  const upTo = from?.position ?? (knownAt === undefined ? head : undefined)
  const explanation = await desk.explanations.at(couponId, timesOf(ask), upTo)
  if (explanation === undefined) return couponMissing(couponId)
  const { position } = explanation.summary
  if (minPosition !== undefined && position < minPosition) return notReached(minPosition)
  const refusal = noted(desk, ask, 'spend', position)
  if (refusal !== undefined) return refusal
  const lines = verdict === undefined ? explanation.lines : explanation.lines.filter((line) => line.verdict === verdict)
  const isMore = at + limit < lines.length
  const nextCursor = isMore ? cursorText({ question, position, at: at + limit }) : null
  const page = writtenExplanation(explanation, lines.slice(at, at + limit))
  return pageAnswer({ ...page, nextCursor }, position, ask)
}

/** Of what happened to a coupon, that which names another's account is for staff. */
const isShown = (ask: Ask, { data }: HistoryEntry): boolean => {
  if (isStaff(ask.caller)) return true
  const { adAccountId } = data as { readonly adAccountId?: unknown }
  return typeof adAccountId !== 'string' || maySee(ask.caller, [adAccountId])
}

interface HistoryPlace {
  readonly after: number
  readonly spendFrom: number
}

const isPlace = (part: string | number | undefined): part is number => Number.isSafeInteger(part) && Number(part) >= 0

/** Undefined where the cursor is none of this request. */
const placeIn = ({ at }: Cursor): HistoryPlace | undefined => {
  const [after, spendFrom] = Array.isArray(at) ? at : []
  return isPlace(after) && isPlace(spendFrom) ? { after, spendFrom } : undefined
}

const isSpend = ({ stream }: HistoryEntry): boolean => stream.startsWith(spendStream(''))

/** After a page: where its last event stands, and which of the account's spend comes next. */
const placeAfter = (page: ReadonlyArray<HistoryEntry>, before: HistoryPlace): HistoryPlace => {
  const spent = page.findLast(isSpend)
  return { after: page.at(-1)?.position ?? before.after, spendFrom: spent === undefined ? before.spendFrom : spent.revision + 1 }
}

export const eventsRead = (desk: Desk, ask: Ask): Promise<Answer> => inTurn(desk, () => eventsPage(desk, ask))

const eventsPage = async (desk: Desk, ask: Ask): Promise<Answer> => {
  const { couponId = '' } = ask.params
  const { cursor, limit = desk.limits.pageEntriesDefault, after = 0, without } = ask.query
  const hiding = await hidden(desk, ask, couponId)
  if (hiding !== undefined) return hiding
  const head = await desk.head.read()
  const question = questionOf('events', ask)
  const from = cursor === undefined ? undefined : cursorOf(cursor, question, head)
  const place = cursor === undefined ? { after, spendFrom: 0 } : from && placeIn(from)
  if (place === undefined) return badCursor(cursor ?? '')
  const position = from?.position ?? head
  const events = await desk.readings.history(couponId, {
    ...place,
    upTo: position,
    limit: limit + 1,
    isWithoutLines: without !== undefined,
  })
  if (events === undefined) return couponMissing(couponId)
  const refusal = noted(desk, ask, 'events', position)
  if (refusal !== undefined) return refusal
  const page = events.slice(0, limit)
  const next = placeAfter(page, place)
  const nextCursor = events.length > limit ? cursorText({ question, position, at: [next.after, next.spendFrom] }) : null
  return pageAnswer({ couponId, events: page.filter((one) => isShown(ask, one)), position, nextCursor }, position, ask)
}
