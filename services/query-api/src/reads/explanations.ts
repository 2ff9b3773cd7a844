import type { JudgedExplanation, Times } from '@earnback/projections'
import { BoundedCache } from '../bounded-cache'
import type { Limits } from '../limits'
import type { Readings } from '../readings'

const EXPLANATIONS_MAX = 64

const keyOf = (couponId: string, { asOf, knownAt }: Times, position: number): string =>
  JSON.stringify([couponId, asOf ?? null, knownAt ?? null, position])

/** Explanations of the log as it stood at a position, kept so that the pages of one come out of the same one. */
export class Explanations {
  private readonly kept: BoundedCache<JudgedExplanation>

  constructor(
    private readonly readings: Pick<Readings, 'explanation'>,
    limits: Limits,
  ) {
    this.kept = new BoundedCache({ entriesMax: EXPLANATIONS_MAX, weightMax: limits.linesCachedMax })
  }

  /** `upTo` is undefined where `knownAt` says by itself how far the log goes. */
  async at(couponId: string, times: Times, upTo: number | undefined): Promise<JudgedExplanation | undefined> {
    const kept = upTo === undefined ? undefined : this.kept.get(keyOf(couponId, times, upTo))
    if (kept !== undefined) return kept
    const explanation = await this.readings.explanation(couponId, times, upTo)
    if (explanation === undefined) return undefined
    this.kept.set(keyOf(couponId, times, explanation.summary.position), explanation, explanation.lines.length + 1)
    return explanation
  }
}
