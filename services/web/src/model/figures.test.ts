import { formatInstant, formatMicros, instantOfMicros as kernelInstant } from '@earnback/kernel'
import * as fc from 'fast-check'
import { jpy } from '../../test/told'
import { barOf } from './bar'
import { exactText, instantOfMicros, microsOfInstant, spanText, timeText } from './instant'
import { amountOf, decimalOf, microsOf, moneyText } from './micros'

describe('Amounts', () => {
  it('come back from micros as the engine writes them, beyond what a double holds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (micros) => {
        expect(decimalOf(micros)).toBe(formatMicros(micros))
        expect(microsOf(amountOf(micros, 'JPY'))).toBe(micros)
      }),
    )
  })

  it('keep every digit when they are written for a reader', () => {
    expect(moneyText({ amount: '9223372036854.775807', currency: 'USD' }, 'en-US')).toBe('$9,223,372,036,854.775807')
    expect(moneyText(jpy('-12'), 'en-US')).toBe('-¥12')
    expect(moneyText({ amount: '1234.5', currency: 'EUR' }, 'de-DE')).toBe('1.234,50\u00a0€')
  })
})

describe('Instants', () => {
  it('are exact to the microsecond in both directions, as the engine writes them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000_000_000_000_000 }), (micros) => {
        const text = formatInstant(kernelInstant(micros))
        expect(microsOfInstant(text)).toBe(micros)
        expect(instantOfMicros(micros)).toBe(text)
      }),
    )
  })

  it('show their zone, or UTC with all digits', () => {
    const reader = { locale: 'en-GB', zone: 'Asia/Tokyo' }
    expect(timeText('2026-09-03T01:15:30.250Z', reader)).toBe('3 Sept 2026, 10:15 GMT+9')
    expect(exactText('2026-09-03T01:15:30.250417Z')).toBe('2026-09-03 01:15:30.250417 UTC')
    expect(exactText('2026-09-03T01:15:30.000Z')).toBe('2026-09-03 01:15:30 UTC')
  })

  it('lie apart in the two largest units', () => {
    expect([1, 1_001, -90_000_000, 187_200_000_000, 0].map(spanText)).toEqual([
      '1 µs',
      '1 ms 1 µs',
      '1 min 30 s',
      '2 d 4 h',
      '0 s',
    ])
  })
})

describe('The bar', () => {
  it('has a solid part for what is counted and a hatched one for what is being calculated', () => {
    const bar = barOf(jpy('6200'), jpy('900'), jpy('10000'), 'en-US')
    expect(bar).toMatchObject({ counted: 620, pending: 90, countedPercent: 62, missing: jpy('2900') })
    expect(bar.label).toBe('¥6,200 of ¥10,000 counted, ¥900 being calculated')
  })

  it('is full at the threshold and not a micro below it', () => {
    expect(barOf(jpy('9999.999999'), jpy('0'), jpy('10000'), 'en-US').counted).toBe(999)
    expect(barOf(jpy('10000'), jpy('0'), jpy('10000'), 'en-US').counted).toBe(1_000)
  })

  it('takes a pending correction below zero off the solid part, and never leaves its length', () => {
    expect(barOf(jpy('500'), jpy('-200'), jpy('1000'), 'en-US')).toMatchObject({ counted: 300, pending: 0, missing: jpy('700') })
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: -5_000, max: 5_000 }), (counted, pending) => {
        const bar = barOf(jpy(String(counted)), jpy(String(pending)), jpy('1000'), 'en-US')
        expect(bar.counted >= 0 && bar.pending >= 0 && bar.counted + bar.pending <= 1_000).toBe(true)
      }),
    )
  })
})
