/** One line of a table: so many events in so many seconds, beside the floor of the same run. */
export interface Row {
  readonly measurement: string
  readonly batch: string
  readonly events: number
  readonly seconds: number
  /** Against the bare client, where there is one. */
  readonly ratio: number | undefined
}

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US')

export const tableOf = (rows: ReadonlyArray<Row>): string => {
  const head = '| measurement | batch | events/s | × bare client |\n| --- | --- | ---: | ---: |'
  const lines = rows.map(
    ({ measurement, batch, events, seconds, ratio }) =>
      `| ${measurement} | ${batch} | ${grouped(events / seconds)} | ${ratio === undefined ? '–' : ratio.toFixed(2)} |`,
  )
  return [head, ...lines].join('\n')
}

export const timed = async (work: () => Promise<void>): Promise<number> => {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1_000
}
