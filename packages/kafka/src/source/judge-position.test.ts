import { judgePosition } from './judge-position'

const stored = (next: number, topicId?: string) => ({ topic: 't', partition: 0, next, topicId })
const extent = (low: number, high: number, topicId?: string) => ({ topic: 't', partition: 0, low, high, topicId })

describe('a stored offset beside the log', () => {
  test.each([
    ['inside', stored(5, 'a'), extent(0, 9, 'a'), undefined],
    ['at the end', stored(9), extent(0, 9, 'a'), undefined],
    ['at the beginning', stored(3, 'a'), extent(3, 9), undefined],
    ['before the beginning', stored(2, 'a'), extent(3, 9, 'a'), 'KAFKA_LOG_TRUNCATED'],
    ['beyond the end of the same topic', stored(10, 'a'), extent(0, 9, 'a'), 'KAFKA_LOG_TRUNCATED'],
    ['beyond the end of a topic without ids', stored(10), extent(0, 9), 'KAFKA_TOPIC_RECREATED'],
    ['inside another topic of the same name', stored(5, 'a'), extent(0, 9, 'b'), 'KAFKA_TOPIC_RECREATED'],
  ])('that lies %s', (_, at, log, code) => {
    expect(judgePosition(at, log)?.code).toBe(code)
  })
})
