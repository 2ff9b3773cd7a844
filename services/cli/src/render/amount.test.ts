import { alignedDecimals, grouped, money } from './amount'

test.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['-1234567.000001', '-1,234,567.000001'],
  ['-123', '-123'],
])('%s is shown as %s', (decimal, text) => {
  expect(grouped(decimal)).toBe(text)
})

test('an amount stands before its currency', () => {
  expect(money({ amount: '10000', currency: 'JPY' })).toBe('10,000 JPY')
})

test('points stand below each other', () => {
  expect(alignedDecimals(['10000', '0.00294', '-3.5'])).toEqual(['10,000      ', '     0.00294', '    -3.5    '])
  expect(alignedDecimals([])).toEqual([])
})

test('there may be very many of them', () => {
  expect(alignedDecimals(new Array<string>(300_000).fill('1'))).toHaveLength(300_000)
})
