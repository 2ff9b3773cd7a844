import { VERDICT_RULES, VERDICTS as RULE_BOOK } from '@earnback/coupon'
import { jpy, lineWith, pointWith, progressWith } from '../../test/told'
import { boundaryText } from './boundary'
import { datesLineOf } from './dates-line'
import { expectedBy } from './expected'
import { microsOfInstant } from './instant'
import { originText } from './origin'
import { notCounted, rawTotals, totalsOf } from './totals'
import { verdictLine } from './verdict-line'
import { VERDICT_WORDS, VERDICTS } from './words'

const usd = (amount: string) => ({ amount, currency: 'USD' })

describe('Words', () => {
  it('name the rule that the rule book names for each verdict, in its order', () => {
    expect(VERDICTS).toEqual(RULE_BOOK)
    for (const verdict of RULE_BOOK)
      expect([verdict, VERDICT_WORDS[verdict].rule]).toEqual([verdict, VERDICT_RULES[verdict].rule])
  })

  it('say the verdict in one sentence, with what is missing and the largest exclusion (R28)', () => {
    const totals = { COUNTED: jpy('9400'), BEFORE_ACTIVATION: jpy('2100'), TAX_OR_FEE: jpy('900') }
    const point = pointWith({ knownAt: '2026-05-03T09:00:00.000Z', totals: { totals, totalsByCurrency: {} } })
    expect(verdictLine(point, 'en-US')).toBe(
      'As known at 2026-05-03 09:00:00 UTC, ¥9,400 of ¥10,000 qualified. Short by ¥600. Largest exclusion: ¥2,100, spent before activation (R28).',
    )
  })

  it('say what is being calculated, that the threshold is reached, and where the terms are not known', () => {
    const reached = pointWith({ progress: progressWith({ reported: jpy('10000'), pending: jpy('150') }) })
    expect(verdictLine(reached, 'en-US')).toBe(
      'As known now, ¥10,000 of ¥10,000 qualified, of which ¥150 is being calculated. The threshold is reached. Nothing was left out.',
    )
    const unknown = pointWith({ progress: progressWith({ threshold: null, reported: null }) })
    expect(verdictLine(unknown, 'en-US')).toBe('As known now, the terms of c1 were not known.')
  })

  it('tell how far a line lies from the boundary that decides it, one microsecond on either side (R28, R33)', () => {
    const { activatedAt, windowEndsAt } = progressWith()
    const at = (
      verdict: 'BEFORE_ACTIVATION' | 'AT_ACTIVATION_INSTANT' | 'COUNTED' | 'AFTER_WINDOW' | 'TAX_OR_FEE',
      occurredAt: string,
    ) => boundaryText(lineWith({ verdict, occurredAt }), { activatedAt, windowEndsAt })
    expect(at('BEFORE_ACTIVATION', '2026-09-03T10:59:59.999999Z')).toBe('1 µs before the activation 2026-09-03 11:00:00 UTC')
    expect(at('AT_ACTIVATION_INSTANT', '2026-09-03T11:00:00.000Z')).toBe(
      'at the instant of the activation 2026-09-03 11:00:00 UTC',
    )
    expect(at('COUNTED', '2026-09-03T11:00:00.000001Z')).toBe('1 µs after the activation 2026-09-03 11:00:00 UTC')
    expect(at('AFTER_WINDOW', '2026-09-17T11:00:00.000Z')).toBe('at the instant of the window’s end 2026-09-17 11:00:00 UTC')
    expect(at('AFTER_WINDOW', '2026-09-17T11:00:00.000001Z')).toBe('1 µs after the window’s end 2026-09-17 11:00:00 UTC')
    expect(at('TAX_OR_FEE', '2026-09-17T11:00:00.000Z')).toBe('')
  })

  it('tell where an event came from', () => {
    expect(originText({ origin: { topic: 't', partition: 0, offset: 7 } })).toBe('t, partition 0, offset 7')
    expect(originText({ notes: { file: 'f.ndjson', line: 3 } })).toBe('f.ndjson, line 3')
    expect(originText({})).toBe('')
  })
})

describe('Sums', () => {
  const totals = {
    totals: { COUNTED: jpy('9007199254740993'), CURRENCY_MISMATCH: usd('7.35'), TAX_OR_FEE: jpy('900') },
    totalsByCurrency: { CURRENCY_MISMATCH: [usd('7.35'), { amount: '2', currency: 'EUR' }] },
  }

  it('of the verdicts add up to the raw total in each currency, beyond what a double holds', () => {
    expect([...rawTotals(totalsOf(totals))].sort(byCurrency)).toEqual([
      { amount: '2', currency: 'EUR' },
      jpy('9007199254741893'),
      usd('7.35'),
    ])
  })

  it('of what did not count come the largest first, in the coupon’s currency', () => {
    expect(notCounted(totals, 'JPY').map(({ verdict }) => verdict)).toEqual(['TAX_OR_FEE', 'CURRENCY_MISMATCH'])
  })
})

const ORDER = ['EUR', 'JPY', 'USD']
const byCurrency = (one: { readonly currency: string }, other: { readonly currency: string }): number =>
  ORDER.indexOf(one.currency) - ORDER.indexOf(other.currency)

describe('Dates', () => {
  const at = (text: string) => datesLineOf(progressWith(), microsOfInstant(text))

  it('stand on a line, and the reader between them', () => {
    const line = at('2026-09-10T11:00:00.000Z')
    expect(line?.stations.map(({ name, place, isPast }) => [name, place, isPast])).toEqual([
      ['Received', 0, true],
      ['Activated', 500, true],
      ['Spend by', 1_000, false],
    ])
    expect([line?.here, line?.hereWords]).toEqual([750, 'between “Activated” and “Spend by”'])
  })

  it('are behind the reader, or before', () => {
    expect(at('2026-10-01T00:00:00.000Z')).toMatchObject({ here: 1_000, hereWords: 'after “Spend by”' })
    expect(at('2026-08-01T00:00:00.000Z')).toMatchObject({ here: 0, hereWords: 'before “Received”' })
    expect(
      datesLineOf(progressWith({ receivedAt: null, activatedAt: null, activationDeadline: null, windowEndsAt: null }), 0),
    ).toBeUndefined()
  })

  it('name the time by which what waits is expected, and none that has passed (R38)', () => {
    const pending = ['2026-09-10T08:00:00.000Z', '2026-09-10T09:00:00.000Z']
    expect(expectedBy(pending, true, microsOfInstant('2026-09-10T10:00:00.000Z'))).toEqual({
      kind: 'by',
      at: '2026-09-10T12:15:00.000Z',
    })
    expect(expectedBy(pending, true, microsOfInstant('2026-09-10T13:00:00.000Z'))).toEqual({ kind: 'soon' })
    expect(expectedBy([], true, 0)).toEqual({ kind: 'soon' })
    expect(expectedBy(pending, false, 0)).toEqual({ kind: 'nothing' })
  })
})
