import { type Amount, type Duration, type Instant, parseDuration } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { windowEnd } from './calendar'
import type { CodeIssued, ConsumptionOrder, DayCount } from './events/code-issued'

const fixed = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (E.isLeft(parsed)) throw new Error(`not a duration: ${text}`)
  return parsed.right
}

/** 14 days from receipt (R7). */
const ACTIVATION_WINDOW_DEFAULT = fixed('P14D')
/** How long after a window's end news of spend inside it still counts (D5). */
export const ALLOWED_LATENESS_DEFAULT = fixed('P3D')
export const ZONE_DEFAULT = 'UTC'

/** What was promised, frozen as issued (R5, R6). */
export interface Terms {
  readonly code: string
  readonly offerId: string
  readonly threshold: Amount
  readonly reward: Amount
  readonly spendWindow: Duration
  readonly dayCount: DayCount
  readonly zone: string
  readonly receivedAt: Instant
  /** Which time stood for the receipt (R7b). */
  readonly receiptBasis: 'receivedAt' | 'sentAt' | 'issuedAt'
  /** The first instant at which the code can't be activated any more (R7, R8). */
  readonly activationDeadline: Instant
  /** The offer's own allowed lateness, before that of the runs. */
  readonly allowedLateness: Duration | undefined
  /** How long a granted credit can be used; undefined is without an end. */
  readonly creditValidity: Duration | undefined
  readonly consumptionOrder: ConsumptionOrder
}

const receiptOf = (data: CodeIssued, issuedAt: Instant): Pick<Terms, 'receivedAt' | 'receiptBasis'> => {
  if (data.receivedAt !== undefined) return { receivedAt: data.receivedAt, receiptBasis: 'receivedAt' }
  if (data.sentAt !== undefined) return { receivedAt: data.sentAt, receiptBasis: 'sentAt' }
  return { receivedAt: issuedAt, receiptBasis: 'issuedAt' }
}

/** Reads the terms out of an issue; a deadline printed in the email wins over the computed one (D4, R7c). */
export const termsOf = (data: CodeIssued, issuedAt: Instant): Terms => {
  const { offer } = data
  const receipt = receiptOf(data, issuedAt)
  const dayCount = offer.dayCount ?? 'elapsed'
  const zone = offer.zone ?? ZONE_DEFAULT
  const window = offer.activationWindow ?? ACTIVATION_WINDOW_DEFAULT
  return {
    code: data.code,
    offerId: offer.offerId,
    threshold: offer.threshold,
    reward: offer.reward,
    spendWindow: offer.spendWindow,
    dayCount,
    zone,
    ...receipt,
    activationDeadline: data.activationDeadline ?? windowEnd(receipt.receivedAt, window, dayCount, zone),
    allowedLateness: offer.allowedLateness,
    creditValidity: offer.creditValidity,
    consumptionOrder: offer.consumptionOrder ?? 'creditFirst',
  }
}

/** The end of the spending window, counted from the activation and from nothing else (R25, R26). */
export const spendWindowEnd = (terms: Terms, activatedAt: Instant): Instant =>
  windowEnd(activatedAt, terms.spendWindow, terms.dayCount, terms.zone)
