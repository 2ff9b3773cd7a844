import { type Instant, parseInstant, parseMicros } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { alignedDecimals, money } from './amount'
import { barParts, percent } from './bar'
import type { Look } from './look'
import { away } from './away'
import { visible } from './visible'

export const STATUS_WORDS: Readonly<Record<Progress['status'], string>> = {
  issued: 'issued, not activated yet',
  expired_unused: 'expired: it was not activated in time',
  earning: 'earning: spend counts toward the threshold',
  settling: 'settling: the window has ended, and spend in it may still come in',
  met: 'threshold met, credit not granted yet',
  on_hold: 'on hold: a breach of the policies is being looked at, and nothing is granted meanwhile',
  credited: 'credited: the reward was granted',
  exhausted: 'used up: the credit was spent to the last unit',
  credit_expired: 'expired: what was left of the credit can no longer be used',
  missed: 'missed: the window closed below the threshold',
  withheld: 'withheld: the reward will not be granted',
  withdrawn: 'withdrawn: the credit was taken back',
}

const FLAG_WORDS: Readonly<Record<Progress['flags'][number], string>> = {
  met_pending_calculation: 'what is reported reaches the threshold; a calculation run has yet to confirm it (R39)',
  review_required: 'calculated spend fell below the threshold after the grant: a person should look at it (D7)',
  at_risk_balance: 'the cash balance does not cover the highest bid, so ads may pause (R16)',
  funding_below_threshold: 'the cash balance is not more than what is missing to the threshold (R15)',
  data_stale: 'no calculation run came in time, so newer spend may be missing from the figures (R38)',
  sla_past_one_day: 'a day has passed since the spend that met the threshold; the business day has not (R40)',
  sla_breached: 'the credit is still to come, and its business day is over (R40)',
}

const micros = (amount: { readonly amount: string } | null): bigint => {
  const parsed = parseMicros(amount?.amount ?? '0')
  if (E.isRight(parsed)) return parsed.right
  throw new Error(`a progress holds an amount that is none: ${amount?.amount ?? ''}`)
}

const offerText = ({ threshold, reward }: Progress): string =>
  threshold === null || reward === null
    ? 'the terms are not known: no CodeIssued yet'
    : `spend ${money(threshold)}, get ${money(reward)}`

const headText = function* (progress: Progress, look: Look): Generator<string> {
  yield `${look.strong(`Coupon ${visible(progress.couponId)}`)}  ${offerText(progress)}`
  const account = progress.adAccountId === null ? '' : `, on ad account ${visible(progress.adAccountId)}`
  yield `${look.strong(STATUS_WORDS[progress.status])}${account}`
  for (const flag of progress.flags) yield look.warn(FLAG_WORDS[flag])
}

const barText = function* ({ threshold, calculated, reported }: Progress, look: Look): Generator<string> {
  if (threshold === null) return
  const parts = barParts(micros(calculated), micros(reported), micros(threshold))
  yield ''
  const shares = `${percent(micros(calculated), micros(threshold))} calculated, ${percent(micros(reported), micros(threshold))} reported`
  yield `  [${look.good(parts.counted)}${look.warn(parts.pending)}${look.faint(parts.missing)}]  ${shares}`
  yield look.faint('   █ calculated  ▒ pending  · still missing')
}

const pendingWords = (pending: bigint): string => {
  if (pending === 0n) return 'nothing waits for a run'
  return `${pending < 0n ? 'will be taken off by' : 'waits for'} the next run that covers it`
}

const sumsText = function* ({ reported, calculated, pending, threshold }: Progress, look: Look): Generator<string> {
  if (reported === null || calculated === null || pending === null || threshold === null) return
  const [reportedText, calculatedText, pendingText, thresholdText] = alignedDecimals(
    [reported, calculated, pending, threshold].map(({ amount }) => amount),
  )
  const { currency } = threshold
  yield ''
  yield `  reported    ${reportedText} ${currency}  = calculated + pending`
  yield `  calculated  ${look.good(calculatedText ?? '')} ${currency}  covered by a calculation run`
  yield `  pending     ${look.warn(pendingText ?? '')} ${currency}  ${pendingWords(micros(pending))}`
  yield `  threshold   ${thresholdText} ${currency}`
}

const datesText = function* (progress: Progress, at: Instant, look: Look): Generator<string> {
  const dates: ReadonlyArray<readonly [text: string | null, meaning: string]> = [
    [progress.receivedAt, 'received'],
    [progress.activatedAt, 'activated; spend after this instant counts'],
    [progress.activatedAt === null ? progress.activationDeadline : null, 'to be activated before'],
    [progress.windowEndsAt, 'end of the spending window; spend before it counts'],
    [progress.calculatedThrough, 'calculated up to and including'],
    [progress.metAt, 'threshold met by the spend of this instant'],
    [progress.confirmedAt, 'threshold confirmed by a calculation run'],
    [progress.grantedAt, 'credit granted'],
  ]
  const known = dates.flatMap(([text, meaning]) => (text === null ? [] : [[text, meaning] as const]))
  if (known.length > 0) yield ''
  for (const [text, meaning] of known) {
    const instant = parseInstant(text)
    const distance = E.isRight(instant) ? `  (${away(instant.right, at)})` : ''
    yield `  ${text.padEnd(27)}  ${meaning}${look.faint(distance)}`
  }
}

const findingsText = function* ({ findings }: Progress, look: Look): Generator<string> {
  if (findings.length === 0) return
  yield ''
  yield look.warn(findings.length === 1 ? '1 finding' : `${findings.length} findings`)
  for (const { rule, about, message, code } of findings)
    yield `  ${rule.padEnd(3)}  ${visible(about)}: ${message}  ${look.faint(code)}`
}

/** A coupon's progress for people, judged at `at`. */
export const progressText = function* (progress: Progress, at: Instant, look: Look): Generator<string> {
  yield* headText(progress, look)
  yield* barText(progress, look)
  yield* sumsText(progress, look)
  yield* datesText(progress, at, look)
  yield* findingsText(progress, look)
}
