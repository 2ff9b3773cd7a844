import type { EventOf } from '@earnback/coupon'
import type { Bytes, SinkRecord } from './record-sink'

/** What a dead letter says of itself, beside the headers that it came with. */
export const DEAD_LETTER_HEADERS = {
  topic: 'deadletter-topic',
  partition: 'deadletter-partition',
  offset: 'deadletter-offset',
  timestamp: 'deadletter-timestamp',
  reason: 'deadletter-reason',
  message: 'deadletter-message',
  quarantineId: 'deadletter-quarantine-id',
} as const

const ownHeaders = (kept: string | number | undefined): Readonly<Record<string, ReadonlyArray<Bytes>>> => {
  const headers: Record<string, Bytes[]> = {}
  for (const [name, value] of JSON.parse(String(kept ?? '[]')) as ReadonlyArray<readonly [string, string]>)
    headers[name] = [...(headers[name] ?? []), Buffer.from(value, 'base64')]
  return headers
}

/**
 * The record that could not be taken in, byte for byte, with where it came from and why it is here; undefined where it did not come
 * from a topic. Our own headers win, so that the coordinates are those of the topic that it was read from last.
 */
export const deadLetterOf = ({ data }: EventOf<'RecordQuarantined'>, topic: string): SinkRecord | undefined => {
  const { origin, raw, code, message, quarantineId } = data
  const { topic: from, partition, offset, key, headers, timestampMs } = origin
  if (from === undefined || partition === undefined || offset === undefined) return undefined
  const ours: Record<string, string> = {
    [DEAD_LETTER_HEADERS.topic]: String(from),
    [DEAD_LETTER_HEADERS.partition]: String(partition),
    [DEAD_LETTER_HEADERS.offset]: String(offset),
    [DEAD_LETTER_HEADERS.reason]: code,
    [DEAD_LETTER_HEADERS.message]: message,
    [DEAD_LETTER_HEADERS.quarantineId]: quarantineId,
    ...(timestampMs === undefined ? {} : { [DEAD_LETTER_HEADERS.timestamp]: String(timestampMs) }),
  }
  return {
    topic,
    // A record without a key has its place for one: a key is what keeps its partition when it is sent again.
    key: key === undefined ? `${from}/${partition}` : Buffer.from(String(key), 'base64'),
    value: code === 'NO_VALUE' ? null : Buffer.from(raw, 'base64'),
    headers: { ...ownHeaders(headers), ...ours },
  }
}
