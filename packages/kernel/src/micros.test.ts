import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { formatMicros, parseMicros } from './micros'

const canonical = (text: string): string => {
  const parsed = parseMicros(text)
  return E.isLeft(parsed) ? parsed.left : formatMicros(parsed.right)
}

describe('reading and writing micros', () => {
  test.each([
    ['10000', '10000'],
    ['0.00294', '0.00294'],
    ['0.000001', '0.000001'],
    ['1.10', '1.1'],
    ['1.000000', '1'],
    ['007.5', '7.5'],
    ['-12.50', '-12.5'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0', '0'],
    ['100', '100'],
  ])('%s is written as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  test('a seventh digit is too fine, whatever it is; six are not', () => {
    expect(canonical('0.1234567')).toBe('AMOUNT_TOO_FINE')
    expect(canonical('0.0000001')).toBe('AMOUNT_TOO_FINE')
    expect(canonical('-0.0000001')).toBe('AMOUNT_TOO_FINE')
    expect(canonical('0.1234560')).toBe('AMOUNT_TOO_FINE')
    expect(canonical('0.123450')).toBe('0.12345')
    expect(canonical('0.000000')).toBe('0')
  })

  test('the largest amount on either side of zero is taken, one micro-unit more is not', () => {
    expect(canonical('9223372036854.775807')).toBe('9223372036854.775807')
    expect(canonical('9223372036854.775808')).toBe('AMOUNT_TOO_LARGE')
    expect(canonical('-9223372036854.775807')).toBe('-9223372036854.775807')
    expect(canonical('-9223372036854.775808')).toBe('AMOUNT_TOO_LARGE')
    expect(canonical('9007199254.740991')).toBe('9007199254.740991')
    expect(canonical('9007199254.740992')).toBe('9007199254.740992')
    expect(canonical('9007199254.740993')).toBe('9007199254.740993')
    expect(canonical('9999999999999999')).toBe('AMOUNT_TOO_LARGE')
    expect(canonical('9'.repeat(401))).toBe('AMOUNT_TOO_LARGE')
  })

  test.each([
    '',
    ' ',
    '1e3',
    '1E3',
    '+1',
    '.5',
    '5.',
    '1,000',
    '1_000',
    '0x10',
    '--1',
    '-',
    'NaN',
    'Infinity',
    ' 1',
    '1\n',
    '١٢',
    '1.2.3',
  ])('%j is no decimal', (text) => {
    expect(canonical(text)).toBe('AMOUNT_NOT_DECIMAL')
  })

  test('any digits with a point anywhere are read as their digits say', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,12}$/), fc.stringMatching(/^\d{1,6}$/), (whole, fraction) => {
        const exact = BigInt(whole + fraction.padEnd(6, '0'))
        expect(parseMicros(`${whole}.${fraction}`)).toEqual(E.right(exact))
        expect(parseMicros(whole)).toEqual(E.right(BigInt(whole) * 1_000_000n))
      }),
    )
  })

  test('canonical text reads back as the same micros', () => {
    const micros = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })
    fc.assert(
      fc.property(micros, (value) => {
        expect(parseMicros(formatMicros(value))).toEqual(E.right(value))
        expect(formatMicros(value)).toMatch(/^(0|-?(0\.\d{0,5}[1-9]|[1-9]\d*(\.\d{0,5}[1-9])?))$/)
      }),
    )
  })
})
