import type { Finding } from '../finding'
import type { BothSides } from './both-sides'
import { grantFindings } from './grants'
import { missingGrant } from './missing-grant'
import { thresholdFindings } from './thresholds'
import { withdrawalFindings } from './withdrawals'

/**
 * Where the platform's word and the engine's own decisions or figures disagree. Nothing is refused and nothing changed by it:
 * both stay, and a person reads the difference (R41, D8).
 */
export const reconcile = (sides: BothSides): ReadonlyArray<Finding> => [
  ...grantFindings(sides),
  ...missingGrant(sides),
  ...thresholdFindings(sides),
  ...withdrawalFindings(sides),
]
