import type { Instant } from '@earnback/kernel'

/** Ends what was begun; harmless afterwards. */
export type Cancel = () => void

/** Time as the service meets it, so that a test can hold it still. */
export interface Clock {
  /** The machine's clock, or a fixed instant. */
  readonly now: () => Instant
  /** Milliseconds for measuring how long something takes. */
  readonly elapsedMs: () => number
  readonly after: (millis: number, work: () => void) => Cancel
  readonly every: (millis: number, work: () => void) => Cancel
}

/** Timers of this machine that keep no process alive. */
export const machineClock = (now: () => Instant): Clock => ({
  now,
  elapsedMs: () => performance.now(),
  after: (millis, work) => {
    const timer = setTimeout(work, millis)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every: (millis, work) => {
    const timer = setInterval(work, millis)
    timer.unref()
    return () => clearInterval(timer)
  },
})
