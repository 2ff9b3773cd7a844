import type { RawRecord } from '@earnback/ingester'

/**
 * Hands the records on, and says when the source has had nothing more for a while. Only after a record that may be the last for
 * now is there anything to wait for, so a long file costs no timers.
 */
export async function* noticingIdle(
  records: AsyncIterable<RawRecord>,
  quiet: (signal: AbortSignal) => Promise<void>,
  onIdle: () => void,
): AsyncGenerator<RawRecord> {
  const iterator = records[Symbol.asyncIterator]()
  let mayBeIdle = true
  try {
    for (;;) {
      const next = iterator.next()
      if (mayBeIdle) {
        const waiting = new AbortController()
        const isIdle = await Promise.race([next.then(() => false), quiet(waiting.signal).then(() => true)])
        waiting.abort()
        if (isIdle) onIdle()
      }
      const result = await next
      if (result.done === true) return
      const record: RawRecord = result.value
      mayBeIdle = record.idleAfter === true
      yield record
    }
  } finally {
    await iterator.return?.()
  }
}
