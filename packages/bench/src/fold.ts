import type { BenchEvent } from './events'
import type { Answers } from './reference'
import { amountMicros, instantMicros } from './text'

type Standing = {
  readonly couponId: string
  readonly activatedAt: number
  readonly windowEndsAt: number
  readonly settled: Set<string>
  sum: bigint
}

type Folded = Pick<BenchEvent, 'type' | 'time' | 'data'>

export type Fold = {
  readonly add: (event: Folded) => void
  readonly answerFor: (adAccountId: string) => bigint
  readonly answers: () => Answers
}

const DAY_MICROS = 86_400_000_000

const windowMicros = (duration: string): number => {
  const days = /^P(\d+)D$/.exec(duration)?.[1]
  if (days === undefined) throw new Error(`the bench's offers have windows in days, not ${duration}`)
  return Number(days) * DAY_MICROS
}

/**
 * The fold a user of an event store without one of its own would write, tuned in the peer's favour: it takes the coupons
 * to come before the spend, as they do here, and remembers only ids inside a window.
 */
export const startFold = (): Fold => {
  const windows = new Map<string, number>()
  const byAccount = new Map<string, Standing>()

  const add = (event: Folded): void => {
    const { data } = event
    if ('spendId' in data) {
      const standing = byAccount.get(data.adAccountId)
      if (standing === undefined) return
      const at = instantMicros(event.time)
      if (at <= standing.activatedAt || at >= standing.windowEndsAt || standing.settled.has(data.spendId)) return
      standing.settled.add(data.spendId)
      standing.sum += amountMicros(data.amount.amount)
    } else if ('offer' in data) {
      windows.set(data.couponId, windowMicros(data.offer.spendWindow))
    } else {
      const activatedAt = instantMicros(event.time)
      const windowEndsAt = activatedAt + (windows.get(data.couponId) ?? 0)
      byAccount.set(data.adAccountId, {
        couponId: data.couponId,
        activatedAt,
        windowEndsAt,
        settled: new Set(),
        sum: 0n,
      })
    }
  }

  return {
    add,
    answerFor: (adAccountId) => byAccount.get(adAccountId)?.sum ?? 0n,
    answers: () => new Map([...byAccount.values()].map(({ couponId, sum }) => [couponId, sum])),
  }
}
