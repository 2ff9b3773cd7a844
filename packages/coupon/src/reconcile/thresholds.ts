import type { Amount } from '@earnback/kernel'
import { type Finding, finding } from '../finding'
import type { Decided } from '../state'
import type { BothSides } from './both-sides'
import { computed, isOwn, saidBy } from './evidence'
import { ownDecidedThreshold } from './own-threshold'

const isSame = (one: Amount, other: Amount): boolean => one.micros === other.micros && one.currency === other.currency

const agrees = (
  { event: { data: one } }: Decided<'ThresholdMet'>,
  { event: { data: other } }: Decided<'ThresholdMet'>,
): boolean =>
  one.metAt === other.metAt && isSame(one.threshold, other.threshold) && isSame(one.qualifyingSpend, other.qualifyingSpend)

/** Each platform's `ThresholdMet` that says another instant or another amount than the engine, or that the engine, having come as far, does not find met. */
export const thresholdFindings = ({ state, calculated, calculatedThrough, isSettled }: BothSides): ReadonlyArray<Finding> => {
  const own = ownDecidedThreshold(state)
  const { terms } = state
  if (terms === undefined) return []
  const { threshold } = terms
  const figures = computed({ threshold, calculated: { micros: calculated, currency: threshold.currency }, calculatedThrough })
  return state.met
    .filter((theirs) => !isOwn(theirs))
    .filter((theirs) => {
      if (own !== undefined) return !agrees(own, theirs)
      const isAsFar = calculatedThrough !== undefined && calculatedThrough >= theirs.event.data.calculatedThrough
      return (isSettled || isAsFar) && calculated < threshold.micros
    })
    .map((theirs) =>
      finding('THRESHOLD_DIFFERS', theirs.event.id, { engine: saidBy(own), platform: saidBy(theirs), computed: figures }),
    )
}
