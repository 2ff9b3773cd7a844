import type { RawRecord } from './raw-record'

export interface BatchLimits {
  readonly recordsMax: number
  readonly bytesMax: number
}

/** Gathers records until a batch is full or the source has nothing more for now. What was gathered before a fault comes before the fault. */
export async function* batches(
  records: AsyncIterable<RawRecord>,
  { recordsMax, bytesMax }: BatchLimits,
): AsyncGenerator<ReadonlyArray<RawRecord>> {
  let batch: RawRecord[] = []
  let bytes = 0
  const take = (): ReadonlyArray<RawRecord> => {
    const taken = batch
    batch = []
    bytes = 0
    return taken
  }
  try {
    for await (const record of records) {
      batch.push(record)
      bytes += record.bytes.length
      if (batch.length >= recordsMax || bytes >= bytesMax || record.idleAfter === true) yield take()
    }
  } catch (fault) {
    if (batch.length > 0) yield take()
    throw fault
  }
  if (batch.length > 0) yield take()
}
