import { currencyCodes, currencyNumber, isCurrency } from './currency'

describe('currencies', () => {
  test('are the active codes in capitals', () => {
    expect(['JPY', 'CNY', 'THB', 'USD', 'KWD'].every(isCurrency)).toBe(true)
    expect(['jpy', 'XXX', 'XAU', 'ABC', '', 'JPY ', 'toString'].some(isCurrency)).toBe(false)
  })

  test('each has a number of its own, above zero and small', () => {
    const numbers = currencyCodes().map(currencyNumber)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.every((number) => number >= 1 && number <= 26 ** 3)).toBe(true)
    expect([currencyNumber('AAA'), currencyNumber('ZZZ')]).toEqual([1, 26 ** 3])
  })
})
