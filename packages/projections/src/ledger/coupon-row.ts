import { type CouponState, decodeStored, evolve, type Finding, UNKNOWN_COUPON, withCorrections } from '@earnback/coupon'
import { instantOfMicros } from '@earnback/kernel'
import type { Standings } from '../standings'
import type { CouponLedger } from './coupon-ledger'
import type { QualifyingSpend } from './qualifying-spend'

/** The read model's name and the version of its rows; a store with another version rebuilds them. */
export const QUALIFYING_SPEND = { view: 'qualifying-spend', version: '3' } as const

/** The row that says how far the calculation has come; every other row is one coupon's, or an entry of the directory. */
const CALCULATION_KEY = 'calculation'

const COUPON_PREFIX = 'coupon:'
const couponKey = (couponId: string): string => `${COUPON_PREFIX}${couponId}`

/** The coupon whose row a key names; undefined where it names another row. */
export const couponIdIn = (key: string): string | undefined =>
  key.startsWith(COUPON_PREFIX) ? key.slice(COUPON_PREFIX.length) : undefined

interface CouponRow {
  readonly events: ReadonlyArray<readonly [position: number, json: string]>
  readonly correctionRuns: ReadonlyArray<number>
  /** Whole micros in decimal; sums may outgrow what one amount may hold. */
  readonly reported: string
  readonly calculated: string
  readonly isSettled: boolean
  readonly findings: ReadonlyArray<Finding>
}

const rowOf = async (ledger: QualifyingSpend, coupon: CouponLedger): Promise<readonly [string, string]> => {
  const row: CouponRow = {
    events: coupon.events,
    correctionRuns: coupon.correctionRuns,
    reported: String(coupon.reported),
    calculated: String(coupon.calculated),
    isSettled: coupon.isSettled,
    findings: await ledger.findingsOf(coupon),
  }
  return [couponKey(coupon.couponId), JSON.stringify(row)]
}

/** Which rows are meant: those of all coupons and entries, or of some. */
export interface RowKeys {
  readonly couponIds: Iterable<string>
  readonly directory: Iterable<string>
}

export const allRows = ({ coupons, directory }: QualifyingSpend): RowKeys => ({
  couponIds: coupons.keys(),
  directory: directory.keys,
})

/** The given rows and that of the calculation, as they stand at the ledger's position. */
export const rowsOf = async (
  ledger: QualifyingSpend,
  { couponIds, directory }: RowKeys,
): Promise<ReadonlyArray<readonly [string, string]>> => {
  const rows: Array<readonly [string, string]> = [[CALCULATION_KEY, JSON.stringify({ through: ledger.runs.through ?? null })]]
  for (const couponId of couponIds) {
    const coupon = ledger.coupons.get(couponId)
    if (coupon !== undefined) rows.push(await rowOf(ledger, coupon))
  }
  for (const key of directory) rows.push([key, JSON.stringify(ledger.directory.entry(key))])
  return rows
}

/** The rows' keys that answer one coupon's progress. */
export const progressKeys = (couponId: string): { readonly coupon: string; readonly calculation: string } => ({
  coupon: couponKey(couponId),
  calculation: CALCULATION_KEY,
})

/** The coupon whose row it is, where the row holds a `ThresholdMet`; a text of the same letters in another place does no harm. */
export const metCouponOf = (key: string, json: string): string | undefined =>
  key.startsWith(COUPON_PREFIX) && json.includes('earnback.ThresholdMet.') ? key.slice(COUPON_PREFIX.length) : undefined

/** Reads a coupon's standings back from its row and the calculation's. */
export const standingsFrom = (couponId: string, couponJson: string, calculationJson: string): Standings => {
  const row = JSON.parse(couponJson) as CouponRow
  const { through } = JSON.parse(calculationJson) as { through: number | null }
  const folded = row.events.reduce<CouponState>(
    (known, [position, json]) => evolve(known, decodeStored(json), { position }),
    UNKNOWN_COUPON,
  )
  let correction = 0
  const state = withCorrections(folded, () => row.correctionRuns[correction++])
  return {
    couponId,
    state,
    reported: BigInt(row.reported),
    calculated: BigInt(row.calculated),
    calculatedThrough: through === null ? undefined : instantOfMicros(through),
    isSettled: row.isSettled,
    findings: row.findings,
  }
}
