/** What the pages need of the browser beside the document; main brings it, so that nothing else reads a clock. */
export interface Machine {
  /** Milliseconds since 1970 by the reader's clock. */
  readonly nowMs: () => number
  /** Calls once after so many milliseconds; answers how to call it off. */
  readonly after: (delayMs: number, call: () => void) => () => void
}
