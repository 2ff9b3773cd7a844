import { Text } from '@earnback/kernel'
import * as t from 'io-ts'

const ProblemJson = t.type({ code: t.string, path: t.string, found: t.string, expected: t.string }, 'Problem')

/** A record that could not be taken in, kept whole with the reason; the event's time is when it was set aside. */
export const RecordQuarantined = t.type(
  {
    quarantineId: Text,
    code: Text,
    message: t.string,
    problems: t.array(ProblemJson),
    /** The raw bytes, in base64. */
    raw: t.string,
    /** Where it came from: file and line, or topic, partition and offset, and how it was read. */
    origin: t.record(t.string, t.union([t.string, t.number])),
  },
  'RecordQuarantined',
)
export type RecordQuarantined = t.TypeOf<typeof RecordQuarantined>

/** A quarantined record was taken in after all, as it was or repaired; names the event that stands for it. */
export const RecordReleased = t.type({ quarantineId: Text, eventSource: Text, eventId: Text }, 'RecordReleased')
export type RecordReleased = t.TypeOf<typeof RecordReleased>
