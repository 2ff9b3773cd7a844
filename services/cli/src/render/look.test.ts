import { lookOf } from './look'

const TERMINAL = { isTerminal: true, columns: 80 }

test('a terminal gets colours, a pipe does not', () => {
  expect(lookOf(TERMINAL, {}).good('x')).toBe('\u001b[32mx\u001b[39m')
  expect(lookOf({ isTerminal: false, columns: 80 }, {})).toMatchObject({ columns: undefined })
  expect(lookOf({ isTerminal: false, columns: undefined }, {}).good('x')).toBe('x')
})

test('NO_COLOR and a dumb terminal turn colours off', () => {
  expect(lookOf(TERMINAL, { NO_COLOR: '1' }).bad('x')).toBe('x')
  expect(lookOf(TERMINAL, { NO_COLOR: '' }).strong('x')).not.toBe('x')
  expect(lookOf(TERMINAL, { TERM: 'dumb' }).bad('x')).toBe('x')
})
