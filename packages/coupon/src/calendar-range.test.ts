import { formatInstant, parseDuration, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { windowEnd } from './calendar'

const from = E.getOrElseW(() => {
  throw new Error('an instant')
})(parseInstant('2249-12-01T00:00:00Z'))
const century = E.getOrElseW(() => {
  throw new Error('a duration')
})(parseDuration('P36500D'))

describe('D4: a window that outlives every instant', () => {
  it.each(['elapsed', 'wallClock', 'endOfDay'] as const)(
    'ends with the last instant that can be named, counted as %s',
    (dayCount) => {
      expect(formatInstant(windowEnd(from, century, dayCount, 'Asia/Tokyo'))).toBe('2250-01-01T00:00:00.000Z')
    },
  )
})
