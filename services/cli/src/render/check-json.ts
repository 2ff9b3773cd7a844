import type { Check } from '@earnback/coupon'
import { formatInstant } from '@earnback/kernel'
import type { CheckJson } from '@earnback/query-api'

/** A check as `--json` has it; absent is null. */
export const checkJson = ({ check, passed, rule, reason, advice, found, knownAt }: Check): CheckJson => ({
  check,
  passed,
  rule,
  reason: reason ?? null,
  advice: advice ?? null,
  found: found ?? null,
  knownAt: knownAt === undefined ? null : formatInstant(knownAt),
})
