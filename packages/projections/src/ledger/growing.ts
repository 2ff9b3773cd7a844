type Cells = Float64Array | Uint32Array | Uint16Array | Uint8Array

/** A typed array that grows by doubling, for a column whose length nobody knows beforehand. */
export class Growing<Values extends Cells> {
  values: Values

  constructor(
    private readonly allocate: (length: number) => Values,
    cells = 1_024,
  ) {
    this.values = allocate(cells)
  }

  get length(): number {
    return this.values.length
  }

  /** Makes the array at least that long; new cells are zero. */
  reserve(length: number): void {
    if (length <= this.values.length) return
    const grown = this.allocate(Math.max(length, this.values.length * 2))
    grown.set(this.values)
    this.values = grown
  }
}
