import type { Instant, Micros } from '@earnback/kernel'
import { type Settlement, type Status, statusAt } from '../stage'
import {
  activated,
  type CloudEventJson,
  cloudEvent,
  COUPON,
  ACCOUNT,
  creditGranted,
  creditWithdrawn,
  issued,
  thresholdMet,
  thresholdReverted,
} from './builders'
import { sceneOf } from './scene'
import { ACTIVATED_AT, after, at, before, DEADLINE, WINDOW_ENDS_AT } from './times'

/** What can happen to a coupon: something is recorded, or time goes by, or charges use the credit. */
interface Step {
  readonly said: string
  readonly event?: CloudEventJson
  readonly clock?: string
  readonly left?: Micros
  readonly isSettled?: true
}

interface Moment {
  readonly log: ReadonlyArray<CloudEventJson>
  readonly clock: string
  readonly left: Micros
  readonly isSettled: boolean
  readonly said: ReadonlySet<string>
}

const CREDIT_ENDS_AT = after(WINDOW_ENDS_AT, 60, 'day')
const decided = (name: string, data: Readonly<Record<string, unknown>> = {}): CloudEventJson =>
  cloudEvent(name, {
    id: name,
    time: after(ACTIVATED_AT, 1, 'day'),
    data: { couponId: COUPON, adAccountId: ACCOUNT, reason: 'because', ...data },
  })

const STEPS: ReadonlyArray<Step> = [
  { said: 'CodeActivated', event: activated() },
  { said: 'the activation deadline', clock: DEADLINE },
  { said: 'the window ends', clock: WINDOW_ENDS_AT },
  { said: 'ThresholdMet', event: thresholdMet() },
  { said: 'ThresholdReverted', event: thresholdReverted() },
  { said: 'CreditHeld', event: decided('CreditHeld', { ref: 'v' }) },
  { said: 'HoldReleased', event: decided('HoldReleased', { ref: 'v' }) },
  { said: 'CreditWithheld', event: decided('CreditWithheld') },
  { said: 'CreditGranted', event: creditGranted({ expiresAt: CREDIT_ENDS_AT }) },
  { said: 'CreditWithdrawn', event: creditWithdrawn() },
  { said: 'CreditReinstated', event: decided('CreditReinstated') },
  { said: 'charges use it up', left: 0n },
  { said: 'the credit expires', clock: CREDIT_ENDS_AT },
  { said: 'a run settles the window below the threshold', isSettled: true },
]

const FIRST: Moment = {
  log: [issued()],
  clock: before(ACTIVATED_AT, 1, 'day'),
  left: 1n,
  isSettled: false,
  said: new Set(),
}

const statusIn = ({ log, clock, left, isSettled }: Moment): Status => {
  const { state } = sceneOf(log)
  const expiresAt: Instant | undefined = state.grants[0]?.event.data.expiresAt
  const settlement: Settlement = {
    isSettled,
    isThresholdReached: state.met.length > 0,
    credit: state.grants.length === 0 ? undefined : { left, expiresAt },
  }
  return statusAt(state, at(clock), settlement)
}

/** What the engine and the platform do not do: charge a credit that nobody granted, end what was never begun. */
const NEEDS: { readonly [said: string]: ReadonlyArray<string> } = {
  ThresholdMet: ['CodeActivated'],
  ThresholdReverted: ['ThresholdMet'],
  CreditHeld: ['CodeActivated'],
  HoldReleased: ['CreditHeld'],
  CreditWithheld: ['CodeActivated'],
  CreditGranted: ['ThresholdMet'],
  CreditWithdrawn: ['CreditGranted'],
  'charges use it up': ['CreditGranted'],
  'the window ends': ['CodeActivated'],
  'the credit expires': ['CreditGranted'],
  'a run settles the window below the threshold': ['the window ends'],
}

/** What no longer happens once something else has. */
const NEVER_AFTER: { readonly [said: string]: ReadonlyArray<string> } = {
  CodeActivated: ['the activation deadline'],
  ThresholdReverted: ['CreditGranted'],
  CreditHeld: ['CreditGranted', 'CreditWithheld', 'a run settles the window below the threshold'],
  CreditWithheld: ['CreditGranted', 'a run settles the window below the threshold'],
  ThresholdMet: ['a run settles the window below the threshold'],
  CreditGranted: ['ThresholdReverted'],
  'charges use it up': ['the credit expires'],
  'a run settles the window below the threshold': ['ThresholdMet'],
}

const clockOf = (said: string): string => STEPS.find((step) => step.said === said)?.clock ?? ''

const mayHappen = ({ said }: Moment, step: Step): boolean => {
  const { clock } = step
  if (said.has(step.said) || (clock !== undefined && [...said].some((other) => clockOf(other) >= clock))) return false
  if (!(NEEDS[step.said] ?? []).every((needed) => said.has(needed))) return false
  if ((NEVER_AFTER[step.said] ?? []).some((other) => said.has(other))) return false
  if (step.said === 'CreditGranted') {
    const isHeld = said.has('CreditHeld') && !said.has('HoldReleased')
    return !isHeld && (!said.has('CreditWithheld') || said.has('CreditReinstated'))
  }
  if (step.said === 'CreditReinstated') return said.has('CreditWithheld') || said.has('CreditWithdrawn')
  return true
}

const moved = (moment: Moment, step: Step): Moment => ({
  log: step.event === undefined ? moment.log : [...moment.log, step.event],
  clock: step.clock ?? moment.clock,
  left: step.left ?? moment.left,
  isSettled: step.isSettled ?? moment.isSettled,
  said: new Set([...moment.said, step.said]),
})

/** Every change of status that any order of what can happen leads to, as `from --> to: why`, each once. */
export const transitions = (): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const found = new Set<string>()
  const walk = (moment: Moment, from: Status): void => {
    const key = [...moment.said].sort().join()
    if (seen.has(key)) return
    seen.add(key)
    for (const step of STEPS) {
      if (!mayHappen(moment, step)) continue
      const next = moved(moment, step)
      const to = statusIn(next)
      if (to !== from) found.add(`${from} --> ${to}: ${step.said}`)
      walk(next, to)
    }
  }
  walk(FIRST, statusIn(FIRST))
  return [...found].sort()
}
