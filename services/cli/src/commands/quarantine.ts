import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import {
  listQuarantine,
  type QuarantinedRecord,
  type QuarantineRefusal,
  type Retried,
  retryQuarantine,
  showQuarantine,
  SourceFault,
} from '@earnback/ingester'
import type { StoreUnavailable } from '@earnback/event-store'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, storeFailure, usage } from '../failure'
import { checkInputs } from '../inputs'
import { STANDARD_INPUT, standardInput } from '../records'
import { quarantineEntryJson } from '../render/quarantine-entry-json'
import { quarantineListText, quarantinedText } from '../render/quarantine-text'
import type { Engine } from '../wire'
import { examples } from './examples'

/** The text where the bytes are any; the bytes themselves in base64, always. */
const recordJson = ({ raw, ...entry }: QuarantinedRecord): Record<string, unknown> => ({
  ...quarantineEntryJson(entry),
  raw: isUtf8(raw) ? raw.toString() : null,
  rawBase64: raw.toString('base64'),
})

const refusalFailure = (error: StoreUnavailable | QuarantineRefusal): Failure => {
  if (error.kind === 'StoreUnavailable') return storeFailure(error)
  const { code, message, problems } = error
  const isMissing = code === 'QUARANTINE_NOT_FOUND' || code === 'QUARANTINE_RELEASED'
  const advice = isMissing
    ? 'see what is there with `earnback quarantine list`'
    : 'correct what is named and retry with --with <file>; the entry stays as it is'
  return { exit: 1, code, message, advice, details: { problems } }
}

const list = async ({ store }: Engine): Promise<Outcome> => {
  const entries = await listQuarantine(store)()
  if (E.isLeft(entries)) return E.left(storeFailure(entries.left))
  return E.right({
    json: { entries: entries.right.map(quarantineEntryJson) },
    text: (look) => lines(quarantineListText(entries.right, look)),
  })
}

const show = async ({ store }: Engine, quarantineId: string, isRaw: boolean): Promise<Outcome> => {
  const record = await showQuarantine(store, quarantineId)()
  if (E.isLeft(record)) return E.left(refusalFailure(record.left))
  const { right } = record
  return E.right({ json: recordJson(right), text: (look) => (isRaw ? [right.raw] : lines(quarantinedText(right, look))) })
}

const bytesOfStandardInput = async (stdin: AsyncIterable<Buffer>): Promise<E.Either<Failure, Buffer>> => {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of standardInput(stdin)) chunks.push(chunk)
  } catch (error) {
    if (error instanceof SourceFault) return E.left(usage(error.fault.code, error.fault.message))
    throw error
  }
  if (chunks.length > 0) return E.right(Buffer.concat(chunks))
  return E.left(usage('EMPTY_INPUT', 'standard input is empty, expected the repaired record'))
}

const bytesOf = async (path: string, stdin: AsyncIterable<Buffer>): Promise<E.Either<Failure, Buffer>> => {
  if (path !== STANDARD_INPUT) {
    const input = await checkInputs([path], { kind: 'ndjson' })
    return E.isLeft(input) ? input : E.right(await readFile(path))
  }
  return bytesOfStandardInput(stdin)
}

const retriedText = ({ quarantineId, outcome, position, eventSource, eventId }: Retried): string =>
  outcome === 'stored'
    ? `Taken in: ${quarantineId} is now event ${JSON.stringify(eventId)} of ${JSON.stringify(eventSource)} at position ${position}.`
    : `Released: ${quarantineId} stands in the log already, at position ${position}.`

const retry = async (
  { store }: Engine,
  { now }: Context,
  quarantineId: string,
  replacement: Buffer | undefined,
): Promise<Outcome> => {
  const retried = await retryQuarantine(store, quarantineId, {
    now: now(),
    ...(replacement === undefined ? {} : { replacement }),
  })()
  if (E.isLeft(retried)) return E.left(refusalFailure(retried.left))
  return E.right({ json: retried.right, text: () => lines([retriedText(retried.right)]) })
}

const retryWith = async (context: Context, quarantineId: string, path: string | undefined): Promise<Outcome> => {
  const replacement = path === undefined ? E.right(undefined) : await bytesOf(path, context.edge.stdin)
  if (E.isLeft(replacement)) return replacement
  return withEngine(context, (engine) => retry(engine, context, quarantineId, replacement.right))
}

export const quarantineCommand = (program: Command, run: Run): void => {
  const quarantine = program
    .command('quarantine')
    .description('Work through what could not be taken in: every record is kept with its bytes and the reason.')
    .addHelpText(
      'after',
      examples(
        'earnback quarantine list',
        'earnback quarantine show q-1f…',
        'earnback quarantine retry q-1f… --with repaired.ndjson',
      ),
    )
  quarantine
    .command('list')
    .description('List the open entries: the reason, where each came from, and its id.')
    .addHelpText('after', examples('earnback quarantine list --json'))
    .action(() => run((context) => withEngine(context, list)))
  quarantine
    .command('show')
    .description('Show one entry with its raw bytes.')
    .argument('<id>', 'the entry, as `list` names it')
    .option('--raw', 'print the raw bytes and nothing else')
    .addHelpText(
      'after',
      examples(
        'earnback quarantine show q-0123456789abcdef',
        'earnback quarantine show q-0123456789abcdef --raw > broken.ndjson',
      ),
    )
    .action((id: string, { raw }: { raw?: true }) =>
      run(async (context) => {
        if (raw === true && context.isJson)
          return E.left(usage('OPTIONS_CONFLICT', '--raw and --json were both given', 'give one of them'))
        return withEngine(context, (engine) => show(engine, id, raw === true))
      }),
    )
  quarantine
    .command('retry')
    .description('Take an entry in after all, as it is or repaired; it is refused with every reason where it is no better.')
    .argument('<id>', 'the entry, as `list` names it')
    .option('--with <file>', 'the repaired record as one JSON CloudEvent, or - for standard input')
    .addHelpText('after', examples('earnback quarantine retry q-0123456789abcdef --with repaired.ndjson'))
    .action((id: string, options: { with?: string }) => run((context) => retryWith(context, id, options.with)))
}
