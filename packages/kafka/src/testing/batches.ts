import { type PackedBatch, packRecords } from '../source/packed'

/** A batch of nothing that goes on from an offset. */
export const packedBatch = (from: number, own: Partial<PackedBatch> = {}): PackedBatch => ({
  ...{ topic: 'spend', partition: 0, topicId: 'id', from, next: from + 10, highWatermark: 100, records: packRecords([]) },
  ...own,
})
