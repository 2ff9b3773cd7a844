import { type Finding, finding, type FindingCode } from '../finding'
import type { CouponState, Decided } from '../state'
import type { BothSides } from './both-sides'
import { computed, type ComputedEvidence, type Evidence, isOwn, saidBy } from './evidence'
import { grantDue } from './grant-due'
import { ownDecidedThreshold } from './own-threshold'

type Grant = Decided<'CreditGranted'>
type Against = Decided<'ThresholdMet' | 'CreditGranted' | 'CreditHeld' | 'CreditWithheld' | 'CreditWithdrawn'>
/** What a grant disagrees with: something that was said, something that was computed, or both. */
type Disagreement = readonly [code: FindingCode, against: Against | undefined, computed?: ComputedEvidence]

/** By the time of the event: a feed that is read before any run knows no threshold of the engine's, and agrees after the run. */
const timeliness = (grant: Grant, sides: BothSides): ReadonlyArray<Disagreement> => {
  const { state, calculated, calculatedThrough, isSettled } = sides
  const { terms } = state
  if (terms === undefined) return []
  const { threshold } = terms
  const met = ownDecidedThreshold(state)
  const figures = computed({ threshold, calculated: { micros: calculated, currency: threshold.currency }, calculatedThrough })
  if (met === undefined) {
    const isNeverMet = isSettled && calculated < threshold.micros
    return [[isNeverMet ? 'GRANT_NEVER_MET' : 'GRANT_EARLY', undefined, figures]]
  }
  if (grant.event.occurredAt < met.event.data.metAt) return [['GRANT_EARLY', met, figures]]
  const due = grantDue(met, sides)
  return grant.event.occurredAt > due ? [['GRANT_LATE', met, computed({ due })]] : []
}

const amounts = (grant: Grant, { terms, grants }: CouponState): ReadonlyArray<Disagreement> => {
  const { amount } = grant.event.data
  if (terms === undefined) return []
  const { reward } = terms
  const own = grants.find(isOwn)
  const isSame = amount.micros === reward.micros && amount.currency === reward.currency
  return isSame ? [] : [['GRANT_AMOUNT_DIFFERS', own, computed({ reward })]]
}

/** The hold or the withholding that stood, by the log, when the grant came in (R51). */
const standingAt = (state: CouponState, position: number): Decided<'CreditHeld' | 'CreditWithheld'> | undefined => {
  const isBetween = (from: number) => (one: { readonly position: number }) => one.position > from && one.position < position
  const held = state.holds.find(
    (hold) =>
      hold.position < position &&
      !state.releases
        .filter(isBetween(hold.position))
        .some(({ event: { data } }) => data.ref === undefined || data.ref === hold.event.data.ref),
  )
  const withheld = state.withholdings.filter((one) => one.position < position).at(-1)
  if (held !== undefined || withheld === undefined) return held
  return state.reinstatements.some(isBetween(withheld.position)) ? undefined : withheld
}

const order = (grant: Grant, state: CouponState): ReadonlyArray<Disagreement> => {
  const { position, event } = grant
  const earlier = state.grants.find((one) => one.position < position)
  const withdrawal = state.withdrawals.find((one) => one.position < position && one.event.occurredAt <= event.occurredAt)
  const held = standingAt(state, position)
  return [
    ...(earlier === undefined ? [] : [['GRANT_TWICE', earlier] as const]),
    ...(withdrawal === undefined ? [] : [['GRANT_AFTER_WITHDRAWAL', withdrawal] as const]),
    ...(held === undefined ? [] : [['GRANT_WHILE_HELD', held] as const]),
  ]
}

const evidenceOf = (grant: Grant, [, against, figures]: Disagreement): Evidence => {
  const said = saidBy(against)
  const isEngines = against !== undefined && isOwn(against)
  return {
    engine: isEngines ? said : null,
    platform: saidBy(grant),
    ...(said !== null && !isEngines ? { earlier: said } : {}),
    ...(figures === undefined ? {} : { computed: figures }),
  }
}

/** Every platform's grant, held against what the engine decided and computes. */
export const grantFindings = (sides: BothSides): ReadonlyArray<Finding> => {
  const { state } = sides
  return state.grants
    .filter((grant) => !isOwn(grant))
    .flatMap((grant) =>
      [...timeliness(grant, sides), ...amounts(grant, state), ...order(grant, state)].map((disagreement) =>
        finding(disagreement[0], grant.event.id, evidenceOf(grant, disagreement)),
      ),
    )
}
