import { type Amount, encodeAmount, ENGINE_SOURCE, formatInstant, type Instant } from '@earnback/kernel'
import type { Event } from '../events/event'
import type { Decided, KeptName } from '../state'

interface AmountJson {
  readonly amount: string
  readonly currency: string
}

/** What one side said, with where it stands in the log. */
export interface SaidEvidence {
  readonly type: string
  readonly source: string
  readonly id: string
  readonly position: number
  readonly occurredAt: string
  readonly amount?: AmountJson
  readonly metAt?: string
}

/** What the engine computes where it said nothing, or what was due. */
export interface ComputedEvidence {
  readonly threshold?: AmountJson
  readonly calculated?: AmountJson
  readonly calculatedThrough?: string
  readonly due?: string
  readonly reward?: AmountJson
  readonly granted?: AmountJson
}

/** Both sides of a disagreement; null where a side said nothing. */
export interface Evidence {
  readonly engine: SaidEvidence | null
  readonly platform: SaidEvidence | null
  /** What the platform itself had said before, where its own words disagree. */
  readonly earlier?: SaidEvidence
  readonly computed?: ComputedEvidence
}

export const isOwnEvent = ({ source }: Pick<Event, 'source'>): boolean => source === ENGINE_SOURCE

export const isOwn = ({ event }: { readonly event: Pick<Event, 'source'> }): boolean => isOwnEvent(event)

const amountIn = (event: Event): Amount | undefined => {
  switch (event.name) {
    case 'CreditGranted':
    case 'CreditReinstated':
      return event.data.amount
    case 'CreditWithdrawn':
      return event.data.requested
    case 'ThresholdMet':
      return event.data.qualifyingSpend
    default:
      return undefined
  }
}

export const saidBy = (decided: Decided<KeptName> | undefined): SaidEvidence | null => {
  if (decided === undefined) return null
  const event = decided.event as unknown as Event
  const amount = amountIn(event)
  return {
    type: event.name,
    source: event.source,
    id: event.id,
    position: decided.position,
    occurredAt: formatInstant(event.occurredAt),
    ...(amount === undefined ? {} : { amount: encodeAmount(amount) }),
    ...(event.name === 'ThresholdMet' ? { metAt: formatInstant(event.data.metAt) } : {}),
  }
}

export const computed = (
  facts: {
    readonly [name in 'threshold' | 'calculated' | 'reward' | 'granted']?: Amount | undefined
  } & { readonly [name in 'calculatedThrough' | 'due']?: Instant | undefined },
): ComputedEvidence => ({
  ...(facts.threshold === undefined ? {} : { threshold: encodeAmount(facts.threshold) }),
  ...(facts.calculated === undefined ? {} : { calculated: encodeAmount(facts.calculated) }),
  ...(facts.reward === undefined ? {} : { reward: encodeAmount(facts.reward) }),
  ...(facts.granted === undefined ? {} : { granted: encodeAmount(facts.granted) }),
  ...(facts.calculatedThrough === undefined ? {} : { calculatedThrough: formatInstant(facts.calculatedThrough) }),
  ...(facts.due === undefined ? {} : { due: formatInstant(facts.due) }),
})
