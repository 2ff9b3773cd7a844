import type { Verdict } from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'
import type { Times } from '@earnback/projections'
import type { Caller } from '../access/caller'
import type { ActivationBody } from './endpoints'

/** A request once it was read: every field as its codec gave it. */
export interface Ask {
  readonly caller: Caller
  readonly requestId: string
  /** Path and query as they were asked. */
  readonly address: string
  readonly params: { readonly couponId?: string; readonly adAccountId?: string }
  readonly query: {
    readonly asOf?: Instant
    readonly knownAt?: Instant
    readonly minPosition?: number
    readonly verdict?: Verdict
    readonly without?: 'SpendRecorded'
    readonly after?: number
    readonly tab?: 'available' | 'earning' | 'not_available' | 'issued'
    readonly cursor?: string
    readonly limit?: number
  }
  readonly body: ActivationBody | undefined
  readonly idempotencyKey: string | undefined
  readonly ifNoneMatch: string | undefined
}

export const timesOf = ({ query: { asOf, knownAt } }: Ask): Times => ({ asOf, knownAt })

export const hasTimes = ({ query: { asOf, knownAt } }: Ask): boolean => asOf !== undefined || knownAt !== undefined

/** The instant at which a status is judged, as on the command line. */
export const judgedAt = ({ query: { asOf, knownAt } }: Ask, now: Instant): Instant => asOf ?? knownAt ?? now
