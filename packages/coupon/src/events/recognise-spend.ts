import { type Amount, type Instant, isCurrency, type Micros, parseInstant, parseMicros, TEXT_CHARS_MAX } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { EventOf } from './event'
import { inconsistency } from './inconsistency'
import type { SpendRecorded } from './spend-recorded'
import { textShape } from './text-shape'
import { currentVersion, UPCASTS } from './upcast'

type Writable<A> = { -readonly [K in keyof A]: A[K] }
type Spend = Writable<EventOf<'SpendRecorded'>>

/*
 * Classes and no literals: once V8 sees what a literal makes survive, it puts all that comes from it with the old, where each waits
 * for a full collection. Of a feed nothing else is made as often, and it is needed for a moment.
 */
class RecognisedAmount implements Amount {
  constructor(
    readonly micros: Micros,
    readonly currency: string,
  ) {}
}

class RecognisedData implements SpendRecorded {
  constructor(
    readonly spendId: string,
    readonly adAccountId: string,
    readonly amount: Amount,
  ) {}
}

class RecognisedSpend {
  readonly name = 'SpendRecorded'
  constructor(
    readonly source: string,
    readonly id: string,
    readonly occurredAt: Instant,
    readonly data: SpendRecorded,
  ) {}
}

const PATHS = [
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'reportedat',
  'datacontenttype',
  'dataschema',
  'data.spendId',
  'data.adAccountId',
  'data.campaignId',
  'data.kind',
  'data.amount.amount',
  'data.amount.currency',
  'data.tax.amount',
  'data.tax.currency',
  'data.funding.cash.amount',
  'data.funding.cash.currency',
  'data.funding.credit.amount',
  'data.funding.credit.currency',
  'data.period.start',
  'data.period.end',
] as const
type Path = (typeof PATHS)[number]

const KNOWN: ReadonlySet<Path> = new Set(PATHS)
const TYPE = `earnback.SpendRecorded.v${currentVersion(UPCASTS, 'SpendRecorded')}`
const FIXED: ReadonlyMap<Path, string> = new Map([
  ['specversion', '1.0'],
  ['type', TYPE],
])

/** Reads one part of a spend from the values of a text; undefined where the codecs would not take it. */
type Read<A> = (values: ReadonlyArray<string>) => A | undefined
/** Where the values hold a path; undefined where the shape lacks it. */
type PlaceOf = (path: Path) => number | undefined

const textAt =
  (place: number): Read<string> =>
  (values) => {
    const text = values[place] as string
    return text.length === 0 || text.length > TEXT_CHARS_MAX ? undefined : text
  }

const instantAt =
  (place: number): Read<Instant> =>
  (values) => {
    const read = parseInstant(values[place] as string)
    return E.isLeft(read) ? undefined : read.right
  }

const amountAt =
  (amount: number, currency: number): Read<Amount> =>
  (values) => {
    const micros = parseMicros(values[amount] as string)
    const of = values[currency] as string
    return E.isLeft(micros) || micros.right < 0n || !isCurrency(of) ? undefined : new RecognisedAmount(micros.right, of)
  }

/** What puts one optional part into a spend; false where it cannot be read. */
type Put = (values: ReadonlyArray<string>, spend: Spend) => boolean

type AmountPath = 'data.amount' | 'data.tax' | 'data.funding.cash' | 'data.funding.credit'

const amountOf = (placeOf: PlaceOf, path: AmountPath): Read<Amount> | undefined => {
  const [amount, currency] = [placeOf(`${path}.amount`), placeOf(`${path}.currency`)]
  if (amount === undefined && currency === undefined) return undefined
  return amount === undefined || currency === undefined ? () => undefined : amountAt(amount, currency)
}

const withFunding = (spend: Spend): Writable<NonNullable<SpendRecorded['funding']>> => (spend.data.funding ??= {})

const periodOf = (placeOf: PlaceOf): Read<NonNullable<SpendRecorded['period']>> | undefined => {
  const [start, end] = [placeOf('data.period.start'), placeOf('data.period.end')]
  if (start === undefined && end === undefined) return undefined
  if (start === undefined || end === undefined) return () => undefined
  const [startOf, endOf] = [instantAt(start), instantAt(end)]
  return (values) => {
    const [from, to] = [startOf(values), endOf(values)]
    return from === undefined || to === undefined ? undefined : { start: from, end: to }
  }
}

const at = <A>(make: (place: number) => Read<A>, place: number | undefined): Read<A> | undefined =>
  place === undefined ? undefined : make(place)

const part = <A>(read: Read<A> | undefined, put: (spend: Spend, value: A) => void): ReadonlyArray<Put> => {
  if (read === undefined) return []
  return [
    (values, spend) => {
      const value = read(values)
      if (value !== undefined) put(spend, value)
      return value !== undefined
    },
  ]
}

const optionalParts = (placeOf: PlaceOf): ReadonlyArray<Put> => [
  ...part(at(textAt, placeOf('subject')), (spend, subject) => (spend.subject = subject)),
  ...part(at(instantAt, placeOf('reportedat')), (spend, reportedAt) => (spend.reportedAt = reportedAt)),
  ...part(at(textAt, placeOf('data.campaignId')), ({ data }, id) => (data.campaignId = id)),
  ...part(at(textAt, placeOf('data.kind')), ({ data }, kind) => (data.kind = kind)),
  ...part(amountOf(placeOf, 'data.tax'), ({ data }, tax) => (data.tax = tax)),
  ...part(amountOf(placeOf, 'data.funding.cash'), (spend, cash) => (withFunding(spend).cash = cash)),
  ...part(amountOf(placeOf, 'data.funding.credit'), (spend, credit) => (withFunding(spend).credit = credit)),
  ...part(periodOf(placeOf), ({ data }, period) => (data.period = period)),
]

/** Recognises the spends whose texts have one shape. */
interface Recogniser {
  readonly source: string
  readonly recognise: (json: string) => EventOf<'SpendRecorded'> | undefined
}

const recogniserOf = (json: string): Recogniser | undefined => {
  const shape = textShape(json, KNOWN, FIXED)
  if (shape === undefined) return undefined
  const { pattern, places } = shape
  const placeOf: PlaceOf = (path) => places.get(path)
  const [idOf, sourceOf, timeOf] = [at(textAt, placeOf('id')), at(textAt, placeOf('source')), at(instantAt, placeOf('time'))]
  const [spendIdOf, accountOf] = [at(textAt, placeOf('data.spendId')), at(textAt, placeOf('data.adAccountId'))]
  const spentOf = amountOf(placeOf, 'data.amount')
  if (!idOf || !sourceOf || !timeOf || !spendIdOf || !accountOf || !spentOf) return undefined
  const parts = optionalParts(placeOf)
  const recognise = (text: string): EventOf<'SpendRecorded'> | undefined => {
    const values = pattern.exec(text)
    if (values === null) return undefined
    const id = idOf(values)
    const source = sourceOf(values)
    const occurredAt = timeOf(values)
    const spendId = spendIdOf(values)
    const adAccountId = accountOf(values)
    const amount = spentOf(values)
    if (id === undefined || source === undefined || occurredAt === undefined) return undefined
    if (spendId === undefined || adAccountId === undefined || amount === undefined) return undefined
    const event: Spend = new RecognisedSpend(source, id, occurredAt, new RecognisedData(spendId, adAccountId, amount))
    for (const put of parts) if (!put(values, event)) return undefined
    return inconsistency(event) === undefined ? event : undefined
  }
  return { source: pattern.source, recognise }
}

const SHAPES_MAX = 16
/** Learning costs as much as reading with the codecs several times: only some of what has no shape yet is learned from. */
const LEARN_EVERY = 32

/** Recognises spends by the shapes of texts that it met before; a feed has few. */
export class SpendRecogniser {
  private readonly shapes: Recogniser[] = []
  private missed = 0

  recognise(json: string): EventOf<'SpendRecorded'> | undefined {
    const { shapes } = this
    for (let index = 0; index < shapes.length; index++) {
      const event = (shapes[index] as Recogniser).recognise(json)
      if (event === undefined) continue
      if (index > 0) this.moveUp(index)
      return event
    }
    return this.missed++ % LEARN_EVERY === 0 ? this.learn(json) : undefined
  }

  /** What is met more often comes to be tried first. */
  private moveUp(index: number): void {
    const [shape] = this.shapes.splice(index, 1)
    if (shape !== undefined) this.shapes.splice(index - 1, 0, shape)
  }

  private learn(json: string): EventOf<'SpendRecorded'> | undefined {
    const { shapes } = this
    const learned = recogniserOf(json)
    if (learned === undefined || shapes.some(({ source }) => source === learned.source)) return undefined
    if (shapes.length === SHAPES_MAX) shapes.pop()
    shapes.push(learned)
    return learned.recognise(json)
  }
}

const recogniser = new SpendRecogniser()

/**
 * The event that a text says, where it is a spend in a shape that was met before. Undefined says nothing of the text: `decodeEvent`
 * decides. What this recognises, that reads as the same event, at several times the cost; a test holds the two together.
 */
export const recogniseSpend = (json: string): EventOf<'SpendRecorded'> | undefined => recogniser.recognise(json)
