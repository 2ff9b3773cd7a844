import { type Amount, parseMicros } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { ACTIVATED_AT, after, at, before } from '../testing'
import { type Prospects, risksOf } from './risk'

const jpy = (text: string, currency = 'JPY'): Amount => {
  const micros = parseMicros(text)
  if (E.isLeft(micros)) throw new Error(micros.left)
  return { micros: micros.right, currency }
}

const HALF = after(ACTIVATED_AT, 5, 'day')
const WINDOW = { activatedAt: at(ACTIVATED_AT), endsAt: at(after(ACTIVATED_AT, 10, 'day')) }
const UNKNOWN: Prospects = {
  threshold: jpy('10000'),
  reported: 0n,
  balance: undefined,
  maxBid: undefined,
  window: undefined,
}

const codes = (known: Partial<Prospects>, instant = HALF): ReadonlyArray<string> =>
  risksOf({ ...UNKNOWN, ...known }, at(instant)).map(({ code }) => code)

test('what is not known gives no advice', () => {
  expect(codes({})).toEqual([])
  expect(codes({ balance: jpy('1', 'USD'), maxBid: jpy('3') })).toEqual([])
})

test('R15: cash of exactly what is missing to the threshold still warns, a micro more does not', () => {
  const given = { reported: jpy('4000').micros }
  expect(['5999.999999', '6000', '6000.000001'].map((cash) => codes({ ...given, balance: jpy(cash) }))).toEqual([
    ['FUNDING_BELOW_THRESHOLD'],
    ['FUNDING_BELOW_THRESHOLD'],
    [],
  ])
  expect(codes({ reported: jpy('10000').micros, balance: jpy('0') })).toEqual([])
})

test('R16: a balance below the highest bid is a risk, one that equals it is not', () => {
  const given = { reported: jpy('10000').micros, maxBid: jpy('3') }
  expect(['2', '2.999999', '3', '3.000001'].map((cash) => codes({ ...given, balance: jpy(cash) }))).toEqual([
    ['AT_RISK_BALANCE_BELOW_BID'],
    ['AT_RISK_BALANCE_BELOW_BID'],
    [],
    [],
  ])
  expect(codes({ ...given, balance: jpy('2', 'USD') })).toEqual([])
})

test('behind pace is less than the elapsed share of the window asks for, by a micro or a microsecond', () => {
  const halfway = { reported: jpy('5000').micros, window: WINDOW }
  expect(codes(halfway)).toEqual([])
  expect(codes({ ...halfway, reported: jpy('4999.999999').micros })).toEqual(['BEHIND_PACE'])
  expect(codes(halfway, after(HALF, 1, 'micro'))).toEqual(['BEHIND_PACE'])
  expect(codes(halfway, before(HALF, 1, 'micro'))).toEqual([])
  expect(codes({ window: WINDOW }, ACTIVATED_AT)).toEqual([])
  expect(codes({ window: WINDOW }, after(ACTIVATED_AT, 10, 'day'))).toEqual([])
})
