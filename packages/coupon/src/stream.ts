import type { Event } from './events/event'

export const CALCULATION_STREAM = 'calculation'
export const QUARANTINE_STREAM = 'quarantine'
/** Who looked at what; nothing is decided by it. */
export const ACCESS_STREAM = 'access'

export const couponStream = (couponId: string): string => `coupon-${couponId}`

const KEPT_NAMES_MAX = 65_536
const keptNames = new Map<string, string>()

/**
 * Spend belongs to its account and not to a coupon: coupons join it, so activation may come after the spend it qualifies.
 * The names are kept, up to a number: a store looks one up for every line, and a text that was hashed before is found at once.
 */
export const spendStream = (adAccountId: string): string => {
  const kept = keptNames.get(adAccountId)
  if (kept !== undefined) return kept
  const name = `spend-${adAccountId}`
  if (keptNames.size >= KEPT_NAMES_MAX) keptNames.clear()
  keptNames.set(adAccountId, name)
  return name
}

export const accountStream = (adAccountId: string): string => `account-${adAccountId}`

/** Reservations: a stream that exists is taken, so that of two at once only one can make it (R19, R20). */
export const codeStream = (codeHash: string): string => `code-${codeHash}`
export const slotStream = (businessAccountId: string): string => `slot-${businessAccountId}`

/** How far one partition of a topic was read; two readers of it at once can't both advance it. */
export const sourceStream = (topic: string, partition: number): string => `source-${topic}-${partition}`

/** The stream that holds an event.  */
export const streamOf = (event: Event): string => {
  switch (event.name) {
    case 'SpendRecorded':
    case 'SpendAdjusted':
    case 'SpendRetracted':
      return spendStream(event.data.adAccountId)
    case 'CalculationAdvanced':
      return CALCULATION_STREAM
    case 'CodeReserved':
      return codeStream(event.data.codeHash)
    case 'SlotTaken':
      return slotStream(event.data.businessAccountId)
    case 'SourceAdvanced':
      return sourceStream(event.data.topic, event.data.partition)
    case 'RecordQuarantined':
    case 'RecordReleased':
      return QUARANTINE_STREAM
    case 'AnalystAccessed':
      return ACCESS_STREAM
    case 'AccountRegistered':
    case 'AccountStandingChanged':
    case 'PaymentMethodChanged':
    case 'BalanceChanged':
    case 'BidChanged':
    case 'PolicyViolationReported':
    case 'PolicyViolationResolved':
    case 'ChargeSettled':
    case 'ActivationRejected':
      return accountStream(event.data.adAccountId)
    default:
      return couponStream(event.data.couponId)
  }
}
