import { setTimeout as elapse } from 'node:timers/promises'

/** Waits, and no longer than until the signal aborts. */
export const pause = async (millis: number, signal: AbortSignal): Promise<void> => {
  try {
    await elapse(millis, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
