export interface RowsInView {
  readonly from: number
  readonly to: number
  readonly above: number
  readonly below: number
}

const OVERSCAN_ROWS = 10

/** Which rows of a long table lie in view, and how high what lies above and below them is. */
export const rowsInView = (count: number, rowPixels: number, scrollTop: number, heightPixels: number): RowsInView => {
  const first = Math.floor(scrollTop / rowPixels)
  const from = Math.max(0, Math.min(count, first) - OVERSCAN_ROWS)
  const to = Math.min(count, first + Math.ceil(heightPixels / rowPixels) + OVERSCAN_ROWS)
  return { from, to: Math.max(from, to), above: from * rowPixels, below: (count - Math.max(from, to)) * rowPixels }
}
