import { table } from './table'
import { visible, visibleLines } from './visible'

const COLUMNS = [
  { title: 'name', align: 'left' },
  { title: 'count', align: 'right' },
  { title: 'why', align: 'left' },
] as const

const drawn = (rows: ReadonlyArray<ReadonlyArray<string>>, columns?: number): ReadonlyArray<string> => [
  ...table(COLUMNS, rows, columns),
]

test('columns are aligned, numbers to the right, without trailing blanks', () => {
  expect(
    drawn([
      ['a', '1', 'x'],
      ['longer', '1,000', ''],
    ]),
  ).toEqual(['name    count  why', 'a           1  x', 'longer  1,000'])
})

test('on a terminal lines are cut to its width, elsewhere they stay whole', () => {
  expect(drawn([['a', '1', 'a long reason']], 20)[1]).toBe('a         1  a long…')
})

test('a cell can not move the cursor, break the line or turn the writing direction', () => {
  expect(drawn([['\u001b[2Ja\nb\u202e', '1', '']])[1]).toBe('\\u001b[2Ja\\u000ab\\u202e      1')
  expect(visible('日本 é')).toBe('日本 é')
  expect(visibleLines('one\ntwo\u0007')).toBe('one\ntwo\\u0007')
})
