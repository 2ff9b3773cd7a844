import * as E from 'fp-ts/Either'
import { parseDuration } from './duration'

const DAY = 86_400_000_000

describe('reading a duration', () => {
  test.each([
    ['P14D', 14 * DAY, 14],
    ['P2W', 14 * DAY, 14],
    ['P1W1D', 8 * DAY, 8],
    ['PT3H', DAY / 8, 0],
    ['PT36H', 1.5 * DAY, 0],
    ['PT15M', DAY / 96, 0],
    ['P1DT1H1M1S', DAY + 3_661_000_000, 1],
    ['PT0.000001S', 1, 0],
    ['PT0,5S', 500_000, 0],
    ['PT0S', 0, 0],
    ['P36500D', 36_500 * DAY, 36_500],
  ])('%s is so many microseconds, with so many whole calendar days, and keeps its text', (text, micros, days) => {
    expect(parseDuration(text)).toEqual(E.right({ micros, days, text }))
  })

  test.each(['P1M', 'P1Y', 'P1Y2D', 'P1M2DT3H'])(
    'R26: %s has no fixed length, so it is refused and the refusal says so',
    (text) => {
      expect(parseDuration(text)).toEqual(E.left(expect.stringContaining('years and months have no fixed length')))
    },
  )

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    '14D',
    'P14',
    'p14d',
    '-P14D',
    'P-14D',
    'P1.5D',
    'PT1H30',
    'PT0.1234567S',
    'P1D2W',
    'P14D\n',
  ])('%j is no duration', (text) => {
    expect(parseDuration(text)).toEqual(E.left(expect.stringContaining('an ISO 8601 duration')))
  })

  test('is at most 36500 days long, whatever the digits', () => {
    expect(parseDuration('P36500DT0.000001S')).toEqual(E.left('a duration of at most 36500 days'))
    expect(parseDuration(`P${'9'.repeat(400)}D`)).toEqual(E.left('a duration of at most 36500 days'))
  })
})
