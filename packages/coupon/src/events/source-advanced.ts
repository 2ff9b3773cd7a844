import { InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'

/**
 * A partition of a topic was taken in up to an offset. Appended in one transaction with what was read, so it is the watermark that
 * reading goes on from: `next` is the first offset that was not read. The counts are of the offsets from `from` on, and add up to them.
 */
export const SourceAdvanced = t.intersection(
  [
    t.type({
      topic: Text,
      partition: t.number,
      from: t.number,
      next: t.number,
      stored: t.number,
      duplicates: t.number,
      quarantined: t.number,
      /** Offsets that hold no record for a reader: transaction markers, and what compaction removed. */
      skipped: t.number,
      /** Everything that reached the partition up to this instant is read: now where nothing more waits, else the last record's own time. */
      readThrough: InstantCodec,
    }),
    /** The broker's id of the topic, so that one that was made anew under the same name is told apart. */
    t.partial({ topicId: Text }),
  ],
  'SourceAdvanced',
)
export type SourceAdvanced = t.TypeOf<typeof SourceAdvanced>
