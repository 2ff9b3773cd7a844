import { formatMicros, type Instant, parseInstant } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import * as E from 'fp-ts/Either'
import { grouped, money } from '../render/amount'
import type { Look } from '../render/look'
import { progressText } from '../render/progress-text'
import { clipped } from '../render/table'
import { HOST_DEFAULT, PORT_DEFAULT } from '../serving/serving-options'
import { RUN_EVERY_HOURS } from './calendar'
import { couponTable, micros, statusText } from './coupon-table'
import type { DemoFacts } from './demo-facts'
import { excerptTable } from './excerpt-table'

const count = (number: number, one: string, many = `${one}s`): string => `${grouped(String(number))} ${number === 1 ? one : many}`

const happenedText = ({ played, events }: DemoFacts): string => {
  const { read, stored, duplicates, quarantined, runs, refused, decisions } = played
  const decided = Object.values(decisions).reduce((sum, number) => sum + number, 0)
  const records = `${count(read, 'record')}: ${grouped(String(stored))} stored, ${duplicates} repeated, ${quarantined} quarantined`
  return `${records} · ${count(runs, 'run')}, ${count(decided, 'decision')}, ${refused} refused · ${count(events, 'event')} logged`
}

const minuteOf = (canonical: string): string => canonical.slice(0, 16).replace('T', ' ')

const overviewText = function* (facts: DemoFacts, look: Look): Generator<string> {
  const { month, coupons } = facts
  yield look.strong(`A month of ${count(coupons.length, 'advertiser')}, ${minuteOf(month.start)} to ${minuteOf(month.end)} UTC`)
  const happened = happenedText(facts)
  yield look.columns !== undefined && happened.length > look.columns ? happened.replaceAll(' · ', '\n') : happened
  yield ''
  yield* couponTable(coupons, look)
}

const instant = (canonical: string): Instant => {
  const parsed = parseInstant(canonical)
  if (E.isRight(parsed)) return parsed.right
  throw new Error(`not an instant: ${canonical}`)
}

const findingsText = ({ findings }: Progress): string => {
  const [first] = findings
  const example = first === undefined ? '' : `, such as ${first.code} (${first.rule}) on ${first.about}`
  return `${count(findings.length, 'finding')} for a person to look at${example}`
}

const whyText = (progress: Progress, { excerpt, lines }: DemoFacts['story']): string => {
  const missing = micros(progress.threshold) - micros(progress.calculated)
  const currency = progress.threshold?.currency ?? ''
  const question =
    progress.status === 'missed' ? `${money({ amount: formatMicros(missing), currency })} is missing` : 'spend counts or not'
  return `Why ${question}: ${excerpt.length} of its ${grouped(String(lines))} lines, one for each verdict`
}

const storyText = function* ({ month, coupons, story, elsewhere }: DemoFacts, look: Look): Generator<string> {
  const progress = coupons.find(({ couponId }) => couponId === story.couponId)
  if (progress === undefined) throw new Error('the story is about a coupon that is not in the month')
  // What most findings are about stands in the excerpt below with its reason, so here they are only counted.
  yield* progressText({ ...progress, findings: [] }, instant(month.end), look)
  if (progress.findings.length > 0) yield look.warn(clipped(`  ${findingsText(progress)}`, look.columns))
  yield ''
  yield look.strong(whyText(progress, story))
  const others = elsewhere.map(({ couponId }) => couponId).join(' and ')
  yield* excerptTable([['', story.excerpt], ...(elsewhere.length === 0 ? [] : [[`and on ${others}:`, elsewhere] as const])], look)
}

const stoodAt = (then: Progress): string =>
  then.reported === null ? 'unknown' : `${statusText({ ...then, expectedBy: null })} with ${money(then.reported)}`

/** The same instant in fewer characters, for a line that people copy. */
const shortest = (canonical: string): string => canonical.replace('.000Z', 'Z')

type Command = readonly [command: string, shows: string]

const commandsOf = ({ store, story, lookBack, month, head }: DemoFacts): ReadonlyArray<Command> => {
  const asked = `${story.couponId} --store ${store}`
  return [
    [`npx earnback explain ${asked}`, 'every line with its verdict, and the sums'],
    [
      `npx earnback progress ${asked} --known-at ${shortest(lookBack.knownAt ?? month.end)}`,
      `what was known then: ${stoodAt(lookBack)}`,
    ],
    [
      `npx earnback diagnose --code KNIVES20K --ad-account acct-kyoto-knives --store ${store}`,
      'why a code does not work: each check, its rule, and what to do',
    ],
    [
      `npx earnback verify --store ${store}`,
      `walks the hash chain up to ${head.slice(0, 12)}… and derives every read model anew`,
    ],
  ]
}

const pageAt = (address: string, { story }: DemoFacts): string => `${address}/coupons/${story.couponId}`

/** The command that serves the month as it stood: by its own clock, and by its own interval between runs. */
const servedBy = (facts: DemoFacts): Command => [
  `EARNBACK_CALCULATION_EVERY=PT${RUN_EVERY_HOURS}H npx earnback serve --dev --store ${facts.store} --now ${shortest(facts.month.end)}`,
  `the pages and the API, at ${pageAt(`http://${HOST_DEFAULT}:${PORT_DEFAULT}`, facts)}`,
]

const commandLines = function* ([command, shows]: Command, look: Look): Generator<string> {
  yield `  ${command}`
  yield look.faint(`      ${shows}`)
}

const nextText = function* (facts: DemoFacts, look: Look, address: string | undefined): Generator<string> {
  yield look.strong('What next')
  for (const command of commandsOf(facts)) yield* commandLines(command, look)
  yield look.faint(`A status is judged at your clock; add --now ${shortest(facts.month.end)} to stand at the month's end again.`)
  if (address === undefined) yield* commandLines(servedBy(facts), look)
  else yield look.strong(`The pages are live until Ctrl-C: ${pageAt(address, facts)}`)
}

/**
 * The screen of `earnback demo`: what happened, where every coupon stands, one coupon's story, and what to try next. Its last line
 * names the address of the pages: where they are live, or where the command above it brings them.
 */
export const demoText = function* (facts: DemoFacts, look: Look, address?: string): Generator<string> {
  yield* overviewText(facts, look)
  yield ''
  yield* storyText(facts, look)
  yield ''
  yield* nextText(facts, look, address)
}
