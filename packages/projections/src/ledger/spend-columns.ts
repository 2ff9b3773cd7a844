import { cashFunded, decodeStored, type Event, type EventOf, spendKind, type SpendKind } from '@earnback/coupon'
import { currencyNumber, type Fingerprint, fingerprintInto, INLINE_MICROS_MAX } from '@earnback/kernel'

/** What an event is to the ledger; everything but plain spend is read from the log when it is met. */
export const ENTRY = { nothing: 0, spend: 1, correction: 2, run: 3, coupon: 4 } as const

/** The columns' places in a row. */
export const AT = { entry: 0, flags: 1, currency: 2, spendHigh: 3, spendLow: 4, occurredAt: 5, cash: 6, periodStart: 7, periodEnd: 8 } as const

export const FLAG = {
  hasPeriod: 1,
  notCashFunded: 2,
  taxOrFee: 4,
  otherKind: 8,
  /** The amount is too large for a column that holds safe integers; the event has it. */
  outsized: 16,
} as const

const KIND_FLAG: { readonly [kind in SpendKind]: number } = { adSpend: 0, taxOrFee: FLAG.taxOrFee, other: FLAG.otherKind }

const ENTRY_OF: Partial<Record<Event['name'], number>> = {
  SpendAdjusted: ENTRY.correction,
  SpendRetracted: ENTRY.correction,
  CalculationAdvanced: ENTRY.run,
  CodeIssued: ENTRY.coupon,
  CodeActivated: ENTRY.coupon,
  DeadlinesFrozen: ENTRY.coupon,
  ThresholdMet: ENTRY.coupon,
  ThresholdReverted: ENTRY.coupon,
  CreditGranted: ENTRY.coupon,
  CreditWithdrawn: ENTRY.coupon,
  SpendWindowMissed: ENTRY.coupon,
  GrantReviewRequired: ENTRY.coupon,
}

const scratch: Fingerprint = { high: 0, low: 0 }

const takeSpend = ({ data, occurredAt }: EventOf<'SpendRecorded'>, row: Float64Array): void => {
  const cash = cashFunded(data)
  const isOutsized = cash > BigInt(INLINE_MICROS_MAX)
  row[AT.entry] = ENTRY.spend
  row[AT.flags] =
    KIND_FLAG[spendKind(data.kind)] |
    (data.period === undefined ? 0 : FLAG.hasPeriod) |
    (cash === 0n && data.amount.micros > 0n ? FLAG.notCashFunded : 0) |
    (isOutsized ? FLAG.outsized : 0)
  row[AT.currency] = currencyNumber(data.amount.currency)
  row[AT.occurredAt] = occurredAt
  row[AT.cash] = isOutsized ? 0 : Number(cash)
  row[AT.periodStart] = data.period?.start ?? 0
  row[AT.periodEnd] = data.period?.end ?? 0
}

const takeSpendKey = (adAccountId: string, spendId: string, row: Float64Array): void => {
  fingerprintInto(adAccountId, spendId, scratch)
  row[AT.spendHigh] = scratch.high
  row[AT.spendLow] = scratch.low
}

/**
 * The columns by which a replay of qualifying spend reads integers and not JSON: for the store a specification like any other.
 * `version` changes with the meaning of any column, and the store then derives them again.
 */
export const spendColumns = {
  version: 'qualifying-spend-1',
  columns: [
    { name: 'entry', type: 'u8' },
    { name: 'flags', type: 'u8' },
    { name: 'currency', type: 'u16' },
    { name: 'spendHigh', type: 'u32' },
    { name: 'spendLow', type: 'u32' },
    { name: 'occurredAt', type: 'f64' },
    { name: 'cash', type: 'f64' },
    { name: 'periodStart', type: 'f64' },
    { name: 'periodEnd', type: 'f64' },
  ],
  take: (payload: unknown, row: Float64Array): void => {
    const event = payload as Event
    if (event.name === 'SpendRecorded') takeSpend(event, row)
    else row[AT.entry] = ENTRY_OF[event.name] ?? ENTRY.nothing
    if (event.name === 'SpendRecorded' || event.name === 'SpendAdjusted' || event.name === 'SpendRetracted') {
      takeSpendKey(event.data.adAccountId, event.data.spendId, row)
    }
  },
  decode: (json: string): unknown => decodeStored(json),
} as const

/** A page of columns as the store hands it out. */
export interface LedgerPage {
  readonly firstPosition: number
  readonly count: number
  /** Ordinals of streams; an account's spend has one stream. */
  readonly streams: Uint32Array
  readonly columns: ReadonlyArray<Uint8Array | Uint16Array | Uint32Array | Float64Array | undefined>
}
