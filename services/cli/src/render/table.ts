import { visible } from './visible'

export interface TableColumn {
  readonly title: string
  readonly align: 'left' | 'right'
}

const ELLIPSIS = '…'
const GAP = '  '

export const clipped = (text: string, columns: number | undefined): string =>
  columns !== undefined && text.length > columns ? `${text.slice(0, Math.max(0, columns - 1))}${ELLIPSIS}` : text

const widest = (texts: Iterable<string>): number => {
  let width = 0
  for (const text of texts) width = Math.max(width, text.length)
  return width
}

/** Rows as aligned lines, the titles first; cut to the terminal's width where there is one, whole elsewhere. */
export const table = function* (
  columns: ReadonlyArray<TableColumn>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  terminalColumns: number | undefined,
): Generator<string> {
  const shown = rows.map((row) => row.map(visible))
  const widths = columns.map(({ title }, at) => Math.max(title.length, widest(shown.map((row) => row[at] ?? ''))))
  const line = (cells: ReadonlyArray<string>): string => {
    const padded = cells.map((cell, at) =>
      columns[at]?.align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    )
    return clipped(padded.join(GAP).trimEnd(), terminalColumns)
  }
  yield line(columns.map(({ title }) => title))
  for (const row of shown) yield line(row)
}
