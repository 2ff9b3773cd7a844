import { logLevel } from 'kafkajs'
import { kafkaLogCreator } from './kafka-log'

const logged = (level: logLevel, message: string, fields: Readonly<Record<string, unknown>>) => {
  const lines: Array<unknown> = []
  const write = kafkaLogCreator((...line) => lines.push(line))(level)
  write({ namespace: 'Connection', level, label: '', log: { timestamp: '', logger: 'kafkajs', message, ...fields } })
  return lines[0]
}

describe("kafkajs's log", () => {
  test.each([
    'The group coordinator is not available',
    "The coordinator is loading and hence can't process requests for this group",
    'There is no leader for this topic-partition as we are in the middle of a leadership election',
    'This server does not host this topic-partition',
  ])('is quiet about what it tries again by itself: %s', (error) => {
    expect(logged(logLevel.ERROR, 'Response GroupCoordinator(key: 10, version: 2)', { error })).toContain('debug')
  })

  test('passes on other errors, and no payload and no stack', () => {
    const line = logged(logLevel.ERROR, 'Crash', { error: 'boom', stack: 'at secret.js', payload: { password: 'hush' } })
    expect(line).toEqual(['error', 'Crash', { error: 'boom', logger: 'kafkajs.Connection' }])
  })
})
