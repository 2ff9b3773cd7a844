interface Bucket {
  tokens: number
  atMs: number
}

/** So many requests a second for each name, with a burst; holds at most so many names, the ones unused for longest go first. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>()

  constructor(
    private readonly options: { readonly perSecond: number; readonly burst: number; readonly namesMax: number },
    private readonly elapsedMs: () => number,
  ) {}

  /** 0 where the request may go on, else after how many seconds it may be tried again. */
  take(name: string): number {
    const { perSecond, burst, namesMax } = this.options
    if (perSecond === 0) return 0
    const nowMs = this.elapsedMs()
    const before = this.buckets.get(name)
    const tokens = before === undefined ? burst : Math.min(burst, before.tokens + ((nowMs - before.atMs) * perSecond) / 1_000)
    const isTaken = tokens >= 1
    const bucket = before ?? { tokens: 0, atMs: 0 }
    bucket.tokens = isTaken ? tokens - 1 : tokens
    bucket.atMs = nowMs
    if (before !== undefined) this.buckets.delete(name)
    else if (this.buckets.size >= namesMax) this.buckets.delete(this.buckets.keys().next().value as string)
    this.buckets.set(name, bucket)
    return isTaken ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond))
  }
}
