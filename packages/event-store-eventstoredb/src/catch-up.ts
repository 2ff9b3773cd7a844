/** Runs the work again and again, one at a time: who asks gets a run that started after the asking, and shares it with others. */
export class CatchUp {
  private running: Promise<void> = Promise.resolve()
  private waiting: Promise<void> | undefined

  constructor(private readonly run: () => Promise<void>) {}

  now(): Promise<void> {
    this.waiting ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined
        this.running = this.run()
        return this.running
      })
    return this.waiting
  }
}
