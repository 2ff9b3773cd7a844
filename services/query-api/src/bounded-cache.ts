/** Keeps what was used last, up to a number of entries and a sum of their weights. */
export class BoundedCache<V> {
  private readonly entries = new Map<string, { readonly value: V; readonly weight: number }>()
  private weight = 0

  constructor(private readonly bounds: { readonly entriesMax: number; readonly weightMax: number }) {}

  get(key: string): V | undefined {
    return this.entries.get(key)?.value
  }

  /** What weighs more than everything may is not kept. */
  set(key: string, value: V, weight: number): void {
    this.delete(key)
    if (weight > this.bounds.weightMax) return
    this.entries.set(key, { value, weight })
    this.weight += weight
    while (this.entries.size > this.bounds.entriesMax || this.weight > this.bounds.weightMax)
      this.delete(this.entries.keys().next().value as string)
  }

  private delete(key: string): void {
    const found = this.entries.get(key)
    if (found === undefined) return
    this.entries.delete(key)
    this.weight -= found.weight
  }
}
