import { formatInstant, type Instant, instantOfMicros } from '@earnback/kernel'
import { type AccountState, asOf, openViolations } from './state'

/** Something for which the account is not compliant now, and whether it was so already at the activation. */
export interface Breach {
  readonly ref: string
  readonly isOlderThanActivation: boolean
}

const NOT_IN_GOOD_STANDING: ReadonlySet<string> = new Set(['suspended', 'in_violation'])
const ALWAYS = instantOfMicros(Number.MAX_SAFE_INTEGER)

const standingBreach = ({ standings }: AccountState, activatedAt: Instant): ReadonlyArray<Breach> => {
  const latest = asOf(standings, ALWAYS)
  if (latest === undefined || !NOT_IN_GOOD_STANDING.has(latest.value)) return []
  return [{ ref: `standing:${formatInstant(latest.at)}`, isOlderThanActivation: latest.at <= activatedAt }]
}

/** What the account breaks of the policies after the activation, by all that is known: open violations, and its standing (R47). */
export const breachesOf = (account: AccountState, activatedAt: Instant): ReadonlyArray<Breach> => [
  ...openViolations(account).map(({ violationId, reported }) => ({
    ref: `violation:${violationId}`,
    isOlderThanActivation: reported !== undefined && reported.at <= activatedAt,
  })),
  ...standingBreach(account, activatedAt),
]
