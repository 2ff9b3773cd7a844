import type { ActivationAnswer } from '@earnback/coupon'
import { formatInstant, type Instant } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import type { ActivationJson } from '@earnback/query-api'
import { checkJson } from './check-json'

const instantText = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))

/** The answer to a request to activate a code, for programs. */
export const activationJson = (answer: ActivationAnswer, progress: Progress | undefined): ActivationJson => ({
  accepted: answer.accepted,
  reasons: answer.reasons,
  couponId: answer.couponId ?? null,
  activatedAt: instantText(answer.activatedAt),
  windowEndsAt: instantText(answer.windowEndsAt),
  tabs: progress?.tabs ?? null,
  threshold: progress?.threshold ?? null,
  reward: progress?.reward ?? null,
  checks: answer.checks.map(checkJson),
})
