import { DAY, decimal, RECEIPT, rfc3339 } from './scene'
import type { CloudEventJson, JsonObject, StoredJson } from './stored'
import { twin, type TwinAnswer, type TwinOptions } from './twin'

/** Hand-written histories of one coupon: "spend 10,000 JPY within 30 days", activated two days after receipt. */
export const ACTIVATED = RECEIPT + 2n * DAY
export const WINDOW_END = ACTIVATED + 30n * DAY
export const DEADLINE = RECEIPT + 14n * DAY
export const SETTLED = WINDOW_END + 3n * DAY
export const MILLISECOND = 1_000n
export const YEN = 1_000_000n

export const yen = (amount: string): JsonObject => ({ amount, currency: 'JPY' })

const event = (name: string, id: string, time: bigint, data: JsonObject): CloudEventJson => ({
  specversion: '1.0',
  id,
  source: '/feed',
  type: `earnback.${name}.v1`,
  time: rfc3339(time),
  data,
})

export const issue = (offer: JsonObject = {}): CloudEventJson => {
  const terms = { offerId: 'o-1', threshold: yen('10000'), reward: yen('10000'), spendWindow: 'P30D', ...offer }
  return event('CodeIssued', 'issue', RECEIPT, { couponId: 'c-1', code: 'EARN1', offer: terms })
}

export const activation = (time = ACTIVATED, id = 'activation'): CloudEventJson =>
  event('CodeActivated', id, time, { couponId: 'c-1', adAccountId: 'acc-1' })

/** The spend id is the event's id unless `data` says otherwise. */
export const spend = (id: string, time: bigint, amount: string, data: JsonObject = {}): CloudEventJson =>
  event('SpendRecorded', id, time, { spendId: id, adAccountId: 'acc-1', amount: yen(amount), ...data })

export const during = (id: string, start: bigint, end: bigint, amount = '100'): CloudEventJson =>
  spend(id, end, amount, { period: { start: rfc3339(start), end: rfc3339(end) } })

export const adjustment = (spendId: string, delta: string, data: JsonObject = {}): CloudEventJson =>
  event('SpendAdjusted', `adjustment of ${spendId} by ${delta}`, SETTLED, {
    spendId,
    adAccountId: 'acc-1',
    delta: yen(delta),
    reason: 'invalid_traffic',
    ...data,
  })

export const retraction = (spendId: string): CloudEventJson =>
  event('SpendRetracted', `retraction of ${spendId}`, SETTLED, { spendId, adAccountId: 'acc-1', reason: 'error' })

export const run = (through: bigint, id = `run ${through}`): CloudEventJson =>
  event('CalculationAdvanced', id, through + DAY / 8n, { through: rfc3339(through), lag: 'PT3H' })

/** Recorded a second apart, from the receipt on. */
export const recordedAt = (position: number): string => rfc3339(RECEIPT + BigInt(position) * 1_000_000n)

export const logOf = (events: readonly CloudEventJson[]): readonly StoredJson[] =>
  events.map((stored, index) => ({ position: index + 1, recordedAt: recordedAt(index + 1), event: stored }))

export const answer = (events: readonly CloudEventJson[], options: Partial<TwinOptions> = {}): TwinAnswer => {
  const found = twin(logOf(events), 'c-1', { now: rfc3339(SETTLED), ...options })
  if (found === null) throw new Error('the history does not name the coupon')
  return found
}

/** Issued, activated, then `events`. */
export const started = (...events: readonly CloudEventJson[]): TwinAnswer => answer([issue(), activation(), ...events])

export const verdictsOf = ({ verdicts }: TwinAnswer): Readonly<Record<string, string>> =>
  Object.fromEntries(verdicts.map(({ id, verdict }) => [id, verdict]))

/** Reported, calculated and pending, in the currency's unit. */
export const sumsOf = ({ reported, calculated, pending }: TwinAnswer): readonly string[] =>
  [reported, calculated, pending].map((micros) => decimal(micros))
