/** Lets so many pieces of work run at once and so many wait; what comes on top is turned away at once. */
export class Gate {
  private running = 0
  private readonly waiting: Array<() => void> = []

  constructor(private readonly bounds: { readonly atOnceMax: number; readonly waitingMax: number }) {}

  /** Undefined where it was turned away. */
  async pass<A>(work: () => Promise<A>): Promise<A | undefined> {
    if (this.running >= this.bounds.atOnceMax) {
      if (this.waiting.length >= this.bounds.waitingMax) return undefined
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    } else this.running++
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      // Whoever waited takes over the place of whoever leaves.
      if (next === undefined) this.running--
      else next()
    }
  }
}
