import { instantOfMicros } from '@earnback/kernel'
import { away } from './away'

const DAY = 86_400_000_000

test.each([
  [0, 'now'],
  [999_999, 'now'],
  [1_000_000, 'in 1 second'],
  [-2 * DAY, '2 days ago'],
  [DAY - 1, 'in 23 hours'],
])('%d microseconds away is %s', (micros, text) => {
  expect(away(instantOfMicros(DAY * 20_000 + micros), instantOfMicros(DAY * 20_000))).toBe(text)
})
