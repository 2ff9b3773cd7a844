import { untilAborted } from '@earnback/kernel'

export const ABANDONED = Symbol('abandoned')

/** Waits for the work; once stopping, no longer than `stopMsMax`: what has not answered by then is left to itself. */
export const answeredInTime = async <A>(
  work: Promise<A>,
  stop: AbortSignal,
  stopMsMax: number,
  pause: (millis: number, signal: AbortSignal) => Promise<void>,
): Promise<A | typeof ABANDONED> => {
  const done = new AbortController()
  const tooLate = async (): Promise<typeof ABANDONED> => {
    await untilAborted(AbortSignal.any([stop, done.signal]))
    if (!done.signal.aborted) await pause(stopMsMax, done.signal)
    return ABANDONED
  }
  try {
    return await Promise.race([work, tooLate()])
  } finally {
    done.abort()
  }
}
