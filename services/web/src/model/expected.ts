import { instantOfMicros, type Micros, microsOfInstant } from './instant'

/** The defaults of EARNBACK_CALCULATION_LAG and EARNBACK_CALCULATION_EVERY. Source: docs/reference/command-line.md. */
const LAG_MICROS = 3 * 3_600_000_000
const EVERY_MICROS = 15 * 60_000_000

export type Expected = { readonly kind: 'by'; readonly at: string } | { readonly kind: 'soon' } | { readonly kind: 'nothing' }

/** When what waits for a calculation should have had it; `soon` where that is unknown or has passed. */
export const expectedBy = (pendingOccurredAt: ReadonlyArray<string>, isPending: boolean, now: Micros): Expected => {
  if (!isPending) return { kind: 'nothing' }
  const last = Math.max(...pendingOccurredAt.map(microsOfInstant))
  const due = last + LAG_MICROS + EVERY_MICROS
  return Number.isFinite(due) && due > now ? { kind: 'by', at: instantOfMicros(due) } : { kind: 'soon' }
}
