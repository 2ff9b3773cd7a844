import type { CsvField, CsvMapping } from './csv-mapping'

/** The number of each mapped field's column. */
export type CsvColumns = Readonly<Partial<Record<CsvField, number>>>

/** Finds the mapped columns; those that the header lacks are left out. */
export const columnsOf = (header: ReadonlyArray<string>, mapping: CsvMapping): CsvColumns =>
  Object.fromEntries(
    Object.entries(mapping)
      .map(([field, column]) => [field, header.indexOf(column)] as const)
      .filter(([, at]) => at !== -1),
  )

/**
 * The spend of one row as the text of a CloudEvent. Cells are taken as they stand, so that an amount keeps every digit;
 * an empty cell of an optional field is an absent field.
 */
export const csvEvent = (cells: ReadonlyArray<string>, columns: CsvColumns, source: string): string => {
  const cell = (field: CsvField): string => cells[columns[field] ?? -1] ?? ''
  const optional = (field: CsvField): string | undefined => cell(field) || undefined
  const currency = cell('currency')
  const money = (field: CsvField): object | undefined => {
    const amount = optional(field)
    return amount === undefined ? undefined : { amount, currency }
  }
  const [cash, credit] = [money('cash'), money('credit')]
  const [start, end] = [optional('periodStart'), optional('periodEnd')]
  return JSON.stringify({
    specversion: '1.0',
    id: cell('spendId'),
    source,
    type: 'earnback.SpendRecorded.v1',
    time: cell('occurredAt'),
    data: {
      spendId: cell('spendId'),
      adAccountId: cell('adAccountId'),
      amount: { amount: cell('amount'), currency },
      kind: optional('kind'),
      tax: money('tax'),
      funding: cash === undefined && credit === undefined ? undefined : { cash, credit },
      period: start === undefined && end === undefined ? undefined : { start, end },
      campaignId: optional('campaignId'),
    },
  })
}
