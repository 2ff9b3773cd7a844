import {
  type CsvMapping,
  CSV_FIELDS,
  CSV_MAPPING_DEFAULT,
  ingest,
  type IngestReport,
  parseMapping,
  type SourceUnusable,
} from '@earnback/ingester'
import type { StoreUnavailable } from '@earnback/event-store'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, storeFailure, usage } from '../failure'
import { checkInputs, emptyInput } from '../inputs'
import { type Format, type Input, recordsOf } from '../records'
import { ingestText } from '../render/ingest-text'
import type { Engine } from '../wire'
import { examples } from './examples'

interface IngestOptions {
  readonly csv?: true
  readonly map?: string
  readonly source?: string
}

const formatOf = ({ csv, map, source }: IngestOptions): E.Either<Failure, Format> => {
  if (csv !== true) {
    const csvOnly = map !== undefined ? '--map' : '--source'
    return map === undefined && source === undefined
      ? E.right({ kind: 'ndjson' })
      : E.left(usage('OPTIONS_CONFLICT', `${csvOnly} was given without --csv`, `add --csv, or leave ${csvOnly} out`))
  }
  const mapping: E.Either<{ code: string; message: string }, CsvMapping> = map === undefined ? E.right({}) : parseMapping(map)
  if (E.isLeft(mapping)) return E.left(usage(mapping.left.code, `--map: ${mapping.left.message}`))
  return E.right({ kind: 'csv', mapping: mapping.right, ...(source === undefined ? {} : { source }) })
}

const ingestFailure = (error: StoreUnavailable | SourceUnusable, taken: IngestReport | undefined): Failure => {
  const details = taken === undefined ? {} : { taken }
  if (error.kind === 'StoreUnavailable') return storeFailure(error, details)
  const advice =
    taken === undefined ? 'nothing was taken in' : 'what came before it was taken in; the same files again do no harm'
  return { ...usage(error.code, error.message, advice), details }
}

const takeIn = async (
  engine: Engine,
  inputs: ReadonlyArray<Input>,
  format: Format,
  { edge, now, meter }: Context,
): Promise<Outcome> => {
  const bar = meter('ingest', 'bytes')
  const total = inputs.every(({ bytes }) => bytes !== undefined)
    ? inputs.reduce((sum, { bytes = 0 }) => sum + bytes, 0)
    : undefined
  let bytesRead = 0
  let taken: IngestReport | undefined
  const records = recordsOf(inputs, format, edge.stdin, (bytes) => (bytesRead += bytes))
  const report = await ingest(engine.store, { now }, records, ({ bytes: _, ...progress }) => {
    taken = progress
    bar.update(bytesRead, total)
  })()
  bar.end()
  if (E.isLeft(report)) return E.left(ingestFailure(report.left, taken))
  if (report.right.read === 0 && format.kind === 'ndjson') return E.left(emptyInput(inputs))
  return E.right({ json: report.right, text: (look) => lines(ingestText(report.right, look)) })
}

export const ingestCommand = (program: Command, run: Run): void => {
  const defaults = Object.entries(CSV_MAPPING_DEFAULT)
    .map(([field, column]) => `${field}=${column}`)
    .join(',')
  program
    .command('ingest')
    .description(
      'Take events in from files or standard input, each once and for ever; what can not be taken in is set aside with the reason.',
    )
    .argument('<file...>', 'NDJSON files with one CloudEvent a line, or - for standard input')
    .option('--csv', 'read a spend export instead: a header and one spend a row')
    .option(
      '--map <field=column,...>',
      `which column fills which field (default: ${defaults}); the fields are ${CSV_FIELDS.join(', ')}`,
    )
    .option('--source <source>', 'the source of the events of a CSV file (default: /csv)')
    .addHelpText(
      'after',
      examples(
        'earnback ingest events.ndjson',
        'zcat events.ndjson.gz | earnback ingest -',
        'earnback ingest --csv --map amount=amount_cny spend.csv',
      ),
    )
    .action((files: ReadonlyArray<string>, options: IngestOptions) =>
      run(async (context) => {
        const format = formatOf(options)
        if (E.isLeft(format)) return format
        const inputs = await checkInputs(files, format.right)
        if (E.isLeft(inputs)) return inputs
        return withEngine(context, (engine) => takeIn(engine, inputs.right, format.right, context))
      }),
    )
}
