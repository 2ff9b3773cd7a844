import type { ExplainedSpend, Flag, Progress } from '@earnback/projections'

export type Status = Progress['status']
export type Verdict = ExplainedSpend['verdict']

interface StatusWords {
  readonly title: string
  /** What it means for the reader, in one sentence. */
  readonly meaning: string
  readonly tone: 'good' | 'busy' | 'warn' | 'off'
}

export const STATUS_WORDS: { readonly [status in Status]: StatusWords } = {
  issued: { title: 'Not activated yet', meaning: 'Spend counts only after the code is activated.', tone: 'busy' },
  expired_unused: { title: 'Expired unused', meaning: 'The code was not activated in time.', tone: 'off' },
  earning: { title: 'Earning', meaning: 'What you spend on ads now counts toward the threshold.', tone: 'busy' },
  settling: { title: 'Being settled', meaning: 'The window has ended; the last spend in it is still coming in.', tone: 'busy' },
  met: { title: 'Threshold reached', meaning: 'The credit is on its way.', tone: 'good' },
  on_hold: { title: 'On hold', meaning: 'A policy violation is being looked at; nothing is granted meanwhile.', tone: 'warn' },
  credited: { title: 'Credit granted', meaning: 'The credit is on your account.', tone: 'good' },
  exhausted: { title: 'Credit used up', meaning: 'The credit was granted and has been spent.', tone: 'off' },
  credit_expired: { title: 'Credit expired', meaning: 'What was left of the credit can no longer be used.', tone: 'off' },
  missed: { title: 'Threshold not reached', meaning: 'The window ended below the threshold.', tone: 'off' },
  withheld: { title: 'Credit withheld', meaning: 'The credit will not be granted.', tone: 'warn' },
  withdrawn: { title: 'Credit withdrawn', meaning: 'The credit was taken back.', tone: 'warn' },
}

export const FLAG_WORDS: { readonly [flag in Flag]: { readonly text: string; readonly rule: string } } = {
  met_pending_calculation: { text: 'Your spend reaches the threshold; a calculation has yet to confirm it.', rule: 'R39' },
  review_required: { text: 'Counted spend fell below the threshold after the grant: a person will look at it.', rule: 'D7' },
  at_risk_balance: { text: 'Your balance does not cover your highest bid, so ads may pause.', rule: 'R16' },
  funding_below_threshold: { text: 'Your balance is not more than what is missing to the threshold.', rule: 'R15' },
  data_stale: { text: 'The last calculation is older than it should be; newer spend may be missing here.', rule: 'R38' },
  sla_past_one_day: { text: 'A day has passed since the threshold was reached; the credit is still to come.', rule: 'R40' },
  sla_breached: { text: 'The credit is overdue.', rule: 'R40' },
}

interface VerdictWords {
  readonly title: string
  readonly rule: string
}

/** In the order of the rule book: the first that fits is a line's verdict. */
export const VERDICT_WORDS: { readonly [verdict in Verdict]: VerdictWords } = {
  DUPLICATE: { title: 'recorded twice', rule: 'R37' },
  DUPLICATE_CONFLICT: { title: 'recorded twice, with different data', rule: 'R37' },
  RETRACTED: { title: 'taken back by the platform', rule: 'R37' },
  NOT_ACTIVATED: { title: 'the code was not activated on this account', rule: 'R1' },
  BEFORE_ACTIVATION: { title: 'spent before activation', rule: 'R28' },
  AT_ACTIVATION_INSTANT: { title: 'spent at the very instant of activation', rule: 'R28' },
  AFTER_WINDOW: { title: 'spent after the window ended', rule: 'R33' },
  STRADDLES_ACTIVATION: { title: 'one record from before and after activation', rule: 'R34' },
  STRADDLES_WINDOW_END: { title: 'one record from before and after the window’s end', rule: 'R34' },
  TAX_OR_FEE: { title: 'tax or fees', rule: 'R31' },
  NOT_AD_SPEND: { title: 'not advertising spend', rule: 'R31' },
  CURRENCY_MISMATCH: { title: 'in another currency than the threshold', rule: 'R36' },
  NOT_CASH_FUNDED: { title: 'paid with credit, not with cash', rule: 'R14' },
  LATE_AFTER_SETTLEMENT: { title: 'reported after the window was settled', rule: 'D5' },
  PENDING_CALCULATION: { title: 'being calculated', rule: 'R38' },
  COUNTED: { title: 'counted', rule: 'R28' },
}

export const VERDICTS = Object.keys(VERDICT_WORDS) as ReadonlyArray<Verdict>

const COUNTS: ReadonlySet<Verdict> = new Set<Verdict>(['COUNTED', 'PENDING_CALCULATION'])
export const doesCount = (verdict: Verdict): boolean => COUNTS.has(verdict)
