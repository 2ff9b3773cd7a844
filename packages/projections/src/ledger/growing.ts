/** A typed array that grows by doubling, for columns whose length nobody knows beforehand. */
export class Growing<Cells extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  length = 0

  constructor(
    private readonly allocate: (length: number) => Cells,
    private cells: Cells = allocate(1_024),
  ) {}

  get values(): Cells {
    return this.cells
  }

  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.cells.length) return
    const grown = this.allocate(Math.max(wanted, this.cells.length * 2))
    grown.set(this.cells)
    this.cells = grown
  }

  push(value: number): void {
    if (this.length === this.cells.length) this.reserve(1)
    this.cells[this.length++] = value
  }
}
