import { exactText } from './instant'
import { amountOf, microsOf, moneyText } from './micros'
import type { Point } from './point'
import { notCounted } from './totals'
import { VERDICT_WORDS } from './words'

const knowledge = ({ asOf, knownAt }: Point): string => {
  const known = knownAt === undefined ? 'As known now' : `As known at ${exactText(knownAt)}`
  return asOf === undefined ? known : `${known}, with spend up to ${exactText(asOf)}`
}

const shortfall = (point: Point, locale: string): string => {
  const { threshold, reported } = point.progress
  if (threshold === null || reported === null) return ''
  const missing = microsOf(threshold) - microsOf(reported)
  return missing > 0n ? ` Short by ${moneyText(amountOf(missing, threshold.currency), locale)}.` : ' The threshold is reached.'
}

const largestExclusion = (point: Point, locale: string): string => {
  const currency = point.progress.threshold?.currency
  const first = notCounted(point.totals, currency)[0]
  const amount = first?.amounts.find((one) => one.currency === currency) ?? first?.amounts[0]
  if (first === undefined || amount === undefined) return ' Nothing was left out.'
  const { title, rule } = VERDICT_WORDS[first.verdict]
  return ` Largest exclusion: ${moneyText(amount, locale)}, ${title} (${rule}).`
}

/** The answer to the dispute in words that can be copied. */
export const verdictLine = (point: Point, locale: string): string => {
  const { threshold, reported, pending, couponId } = point.progress
  if (threshold === null || reported === null) return `${knowledge(point)}, the terms of ${couponId} were not known.`
  const waiting =
    pending === null || microsOf(pending) === 0n ? '' : `, of which ${moneyText(pending, locale)} is being calculated`
  const sum = `${moneyText(reported, locale)} of ${moneyText(threshold, locale)} qualified${waiting}.`
  return `${knowledge(point)}, ${sum}${shortfall(point, locale)}${largestExclusion(point, locale)}`
}
