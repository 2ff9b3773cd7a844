import { type EventOf, recordOf } from '@earnback/coupon'
import { StoreFault } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import type { Access } from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import type { Engine } from '../wire'

const SOURCE = 'earnback/query-api'

const eventOf = ({ id, at, couponId, who, what, position, requestId, ...question }: Access): EventOf<'AnalystAccessed'> => {
  const { asOf, knownAt, verdict } = question
  return {
    name: 'AnalystAccessed',
    source: SOURCE,
    id,
    occurredAt: at,
    data: {
      couponId,
      who,
      what,
      position,
      requestId,
      ...(asOf === undefined ? {} : { asOf }),
      ...(knownAt === undefined ? {} : { knownAt }),
      ...(verdict === undefined ? {} : { verdict }),
    },
  }
}

/** Appends who looked at what; an id that stands already, after an append whose answer was lost, changes nothing. */
export const appendAccesses = async ({ store }: Engine, accesses: ReadonlyArray<Access>, now: Instant): Promise<void> => {
  const appended = await store.append(
    accesses.map((access) => recordOf(eventOf(access), access.requestId)),
    now,
  )()
  if (E.isRight(appended)) return
  if (appended.left.kind === 'StoreUnavailable') throw new StoreFault(appended.left)
  throw new Error(`an access record expected a revision of ${appended.left.stream}`)
}
