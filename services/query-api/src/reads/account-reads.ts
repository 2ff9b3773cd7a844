import type { Promotions } from '@earnback/projections'
import { maySee } from '../access/may-see'
import { type Ask, judgedAt, timesOf } from '../http/ask'
import { jsonAnswer } from '../http/json-answer'
import { accountMissing, type Answer } from '../http/problem'
import { behind, type Desk, inTurn, notReached } from './desk'

type Placed = { readonly position: number }

/** A read model of one ad account: hidden from others in the same words as one that is not there. */
const accountRead = async (desk: Desk, ask: Ask, read: (adAccountId: string) => Promise<Placed | undefined>): Promise<Answer> => {
  const { adAccountId = '' } = ask.params
  const { minPosition } = ask.query
  if (!maySee(ask.caller, [adAccountId])) return accountMissing(adAccountId)
  const late = await behind(desk, minPosition)
  if (late !== undefined) return late
  return inTurn(desk, async () => {
    const json = await read(adAccountId)
    if (json === undefined) return accountMissing(adAccountId)
    if (minPosition !== undefined && json.position < minPosition) return notReached(minPosition)
    return jsonAnswer(json, json.position, ask.ifNoneMatch)
  })
}

const MEMBER_OF = { available: 'available', earning: 'earning', not_available: 'notAvailable', issued: 'issued' } as const
const MEMBERS = Object.values(MEMBER_OF)

/** The other tabs are empty where one was asked for. */
const onlyTab = (promotions: Promotions, tab: keyof typeof MEMBER_OF | undefined): Promotions =>
  tab === undefined
    ? promotions
    : {
        ...promotions,
        ...Object.fromEntries(MEMBERS.flatMap((member) => (member === MEMBER_OF[tab] ? [] : [[member, []]]))),
      }

export const promotionsRead = (desk: Desk, ask: Ask): Promise<Answer> =>
  accountRead(desk, ask, async (adAccountId) => {
    const promotions = await desk.readings.promotions(adAccountId, timesOf(ask), judgedAt(ask, desk.now()))
    return promotions === undefined ? undefined : onlyTab(promotions, ask.query.tab)
  })

export const creditRead = (desk: Desk, ask: Ask): Promise<Answer> =>
  accountRead(desk, ask, (adAccountId) => desk.readings.credit(adAccountId, timesOf(ask), judgedAt(ask, desk.now())))
