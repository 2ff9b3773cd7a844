import type { Output } from '../edge'
import { meterLine, meterOn, quantity, span } from './meter'

const recorded = (isTerminal: boolean): Output & { readonly written: string[] } => {
  const written: string[] = []
  return { written, isTerminal, columns: isTerminal ? 80 : undefined, write: (chunk) => void written.push(String(chunk)) }
}

test('the line tells share, rate and what is left', () => {
  expect(meterLine('rebuild', 'events', 500, 1_000, 0.5)).toBe(
    `rebuild ${'█'.repeat(12)}${'─'.repeat(12)}  50 %  1,000 events/s  1 s left`,
  )
})

test('without a total it tells what was done', () => {
  expect(meterLine('ingest', 'bytes', 2_500_000, undefined, 1)).toBe('ingest  2.5 MB  2.5 MB/s')
})

test.each([
  [999, 'bytes', '999 B'],
  [1_500, 'bytes', '1.5 kB'],
  [3e9, 'bytes', '3.0 GB'],
  [1_234, 'events', '1,234 events'],
] as const)('%d %s is %s', (count, unit, text) => {
  expect(quantity(count, unit)).toBe(text)
})

test.each([
  [0.2, '1 s'],
  [89, '89 s'],
  [120, '2 min'],
  [7_260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(span(seconds)).toBe(text)
})

test('on anything but a terminal nothing is drawn', () => {
  const output = recorded(false)
  const meter = meterOn(output, { elapsedMs: () => 0 }, 'rebuild', 'events')
  meter.update(1, 2)
  meter.end()
  expect(output.written).toEqual([])
})

test('what is done at once draws nothing', () => {
  const output = recorded(true)
  const meter = meterOn(output, { elapsedMs: () => 5 }, 'rebuild', 'events')
  meter.update(1, 2)
  meter.end()
  expect(output.written).toEqual([])
})

test('a terminal is drawn on ten times a second at most, and left clean', () => {
  const output = recorded(true)
  let now = 0
  const meter = meterOn(output, { elapsedMs: () => now }, 'rebuild', 'events')
  for (now = 0; now < 1_000; now += 10) meter.update(now, 1_000)
  meter.end()
  expect(output.written).toHaveLength(10)
  expect(output.written.at(-1)).toBe('\r\u001b[K')
})
