import { csvRow, number, text } from './csv'

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1'])(
  'the text cell %j is kept from running as a formula',
  (value) => {
    expect(text(value).replace(/^"/, '')).toMatch(/^'/)
  },
)

test('numbers stay raw, below zero too', () => {
  expect(csvRow([number('-3.5'), number('0.00294')])).toBe('-3.5,0.00294\r\n')
  expect(() => number('=1')).toThrow('not a number')
  expect(() => number('1e3')).toThrow('not a number')
})

test('quotes, commas and line breaks are quoted as RFC 4180 says', () => {
  expect(csvRow([text('a,b'), text('say "no"'), text('two\nlines'), text('plain')])).toBe(
    '"a,b","say ""no""","two\nlines",plain\r\n',
  )
})
