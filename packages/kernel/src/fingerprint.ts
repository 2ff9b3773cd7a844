/**
 * A 64-bit fingerprint of text as two unsigned 32-bit halves, for tables that narrow a search.
 * Equal texts have equal fingerprints; the reverse is only likely, so every hit is settled by comparing the texts.
 */
export interface Fingerprint {
  high: number
  low: number
}

const FIRST = 2_654_435_761
const SECOND = 1_597_334_677

/** Writes the fingerprint of `first` and `second`, kept apart by their lengths, into `into`; allocates nothing. */
export const fingerprintInto = (first: string, second: string, into: Fingerprint): void => {
  let high = 0xdeadbeef ^ first.length
  let low = 0x41c6ce57 ^ second.length
  for (let index = 0; index < first.length; index++) {
    const unit = first.charCodeAt(index)
    high = Math.imul(high ^ unit, FIRST)
    low = Math.imul(low ^ unit, SECOND)
  }
  for (let index = 0; index < second.length; index++) {
    const unit = second.charCodeAt(index)
    high = Math.imul(high ^ unit, FIRST)
    low = Math.imul(low ^ unit, SECOND)
  }
  const mixedHigh = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  const mixedLow = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(mixedHigh ^ (mixedHigh >>> 13), 3_266_489_909)
  into.high = mixedHigh >>> 0
  into.low = mixedLow >>> 0
}
