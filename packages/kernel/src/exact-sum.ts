import type { Micros } from './micros'

/** Numbers up to this size add without loss to a running rest below it: the sum stays under 2^53. */
export const INLINE_MICROS_MAX = 2 ** 52

/**
 * A running sum of micros, exact at any size and fast while amounts are small:
 * the rest is a safe integer, and what outgrows it moves to a bigint.
 */
export class ExactSum {
  private carried: Micros = 0n
  private rest = 0

  /** Adds whole micros with |micros| <= INLINE_MICROS_MAX. */
  add(micros: number): void {
    this.rest += micros
    if (this.rest > INLINE_MICROS_MAX || this.rest < -INLINE_MICROS_MAX) {
      this.carried += BigInt(this.rest)
      this.rest = 0
    }
  }

  addExact(micros: Micros): void {
    this.carried += micros
  }

  get value(): Micros {
    return this.carried + BigInt(this.rest)
  }
}
