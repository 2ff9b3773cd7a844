/** The clock and the timers of the service's main. */
export interface Timers {
  readonly nowMs: () => number
  /** Calls once, after the delay; the answer cancels it. */
  readonly after: (delayMs: number, action: () => void) => () => void
}

/** Settles after the delay, or at once when it is cut short. */
export const pause = (timers: Timers, delayMs: number): { readonly done: Promise<void>; readonly cut: () => void } => {
  let cut: () => void = () => undefined
  const done = new Promise<void>((resolve) => {
    const cancel = timers.after(delayMs, resolve)
    cut = () => {
      cancel()
      resolve()
    }
  })
  return { done, cut }
}

/** The promise's own end, or `undefined` when the time is over first. */
export const within = async <A>(timers: Timers, limitMs: number, work: Promise<A>): Promise<A | undefined> => {
  const limit = pause(timers, limitMs)
  try {
    return await Promise.race([work, limit.done.then(() => undefined)])
  } finally {
    limit.cut()
  }
}
