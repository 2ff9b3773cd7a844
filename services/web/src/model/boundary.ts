import type { Progress } from '@earnback/projections'
import { exactText, microsOfInstant, spanText } from './instant'
import type { Line } from './point'

const TIMED = new Set<Line['verdict']>([
  'BEFORE_ACTIVATION',
  'AT_ACTIVATION_INSTANT',
  'AFTER_WINDOW',
  'COUNTED',
  'PENDING_CALCULATION',
])

/** The arithmetic behind a verdict that a boundary decides: how far the spend lies from it, to the microsecond. */
export const boundaryText = (
  { verdict, occurredAt }: Pick<Line, 'verdict' | 'occurredAt'>,
  { activatedAt, windowEndsAt }: Pick<Progress, 'activatedAt' | 'windowEndsAt'>,
): string => {
  if (!TIMED.has(verdict) || activatedAt === null) return ''
  const at = microsOfInstant(occurredAt)
  const fromStart = at - microsOfInstant(activatedAt)
  if (verdict === 'AFTER_WINDOW' && windowEndsAt !== null) {
    const late = at - microsOfInstant(windowEndsAt)
    return `${late === 0 ? 'at the instant of' : `${spanText(late)} after`} the window’s end ${exactText(windowEndsAt)}`
  }
  if (fromStart === 0) return `at the instant of the activation ${exactText(activatedAt)}`
  return fromStart < 0
    ? `${spanText(fromStart)} before the activation ${exactText(activatedAt)}`
    : `${spanText(fromStart)} after the activation ${exactText(activatedAt)}`
}
