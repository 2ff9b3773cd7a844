/** A cell as it stands in the file. */
export type CsvCell = string & { readonly CsvCell: unique symbol }

const NUMBER = /^-?\d+(\.\d+)?$/
/** What a spreadsheet may take for a formula; the wide forms too, because some fold them. */
const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/
const TO_QUOTE = /[",\r\n]/

const quoted = (cell: string): string => (TO_QUOTE.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A text cell: a leading `'` keeps spreadsheets from running it as a formula. */
export const text = (value: string): CsvCell => quoted(FORMULA_START.test(value) ? `'${value}` : value) as CsvCell

/** A number stays raw, also below zero: a spreadsheet has to add it up. */
export const number = (value: string): CsvCell => {
  if (!NUMBER.test(value)) throw new Error(`not a number for a CSV cell: ${value}`)
  return value as CsvCell
}

/** One record of RFC 4180 with its line end. */
export const csvRow = (cells: ReadonlyArray<CsvCell>): string => `${cells.join(',')}\r\n`
