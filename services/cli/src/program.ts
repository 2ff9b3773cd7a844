import { Command, CommanderError } from 'commander'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { readConfig, STORE_DEFAULT } from './config'
import type { Context, Outcome, Run } from './context'
import type { Edge, Output } from './edge'
import { type Failure, failureJson, internalFault, usage } from './failure'
import { attemptsCommand } from './commands/attempts'
import { activateCommand } from './commands/activate'
import { calculateCommand } from './commands/calculate'
import { creditCommand } from './commands/credit'
import { deliveriesCommand } from './commands/deliveries'
import { decideCommand } from './commands/decide'
import { demoCommand } from './commands/demo'
import { diagnoseCommand } from './commands/diagnose'
import { doctorCommand } from './commands/doctor'
import { dossierCommand } from './commands/dossier'
import { explainCommand } from './commands/explain'
import { findingsCommand } from './commands/findings'
import { ingestCommand } from './commands/ingest'
import { keysCommand } from './commands/keys'
import { progressCommand } from './commands/progress'
import { promotionsCommand } from './commands/promotions'
import { quarantineCommand } from './commands/quarantine'
import { rebuildCommand } from './commands/rebuild'
import { replayCommand } from './commands/replay'
import { runCommand } from './commands/run'
import { serveCommand } from './commands/serve'
import { verifyCommand } from './commands/verify'
import { instantOption } from './instant-option'
import { jsonChunks } from './render/json-chunks'
import { lookOf } from './render/look'
import { meterOn } from './render/meter'
import { visibleLines } from './render/visible'

const COMMANDS: ReadonlyArray<(program: Command, run: Run) => void> = [
  ingestCommand,
  calculateCommand,
  progressCommand,
  explainCommand,
  promotionsCommand,
  creditCommand,
  deliveriesCommand,
  activateCommand,
  diagnoseCommand,
  attemptsCommand,
  findingsCommand,
  dossierCommand,
  decideCommand,
  quarantineCommand,
  rebuildCommand,
  verifyCommand,
  replayCommand,
  runCommand,
  serveCommand,
  keysCommand,
  demoCommand,
  doctorCommand,
]

const EXIT_CODES = `
Exit codes:
  0  done
  1  the answer is a refusal or a failed verification
  2  wrong usage or configuration
  3  a dependency is unreachable
  4  internal fault`

const BLOCK_CHARS = 65_536

interface GlobalOptions {
  readonly store?: string
  readonly json?: true
  readonly now?: Instant
  readonly config?: string
}

const contextOf = (edge: Edge, { store, json, now, config }: GlobalOptions): Context => ({
  edge,
  isJson: json === true,
  config: readConfig({ env: edge.env, storeOption: store, fileOption: config }),
  now: now === undefined ? edge.now : () => now,
  meter: (label, unit) => meterOn(edge.stderr, edge, label, unit),
})

const newProgram = (edge: Edge, said: (text: string) => void): Command =>
  new Command('earnback')
    .description('Tells exactly how much of an advertiser’s spend counts toward a promotional code, when, and why.')
    .version(edge.version, '-V, --version', 'print the version')
    .option('--store <url>', `where the event log is kept: sqlite:<path> (default: ${STORE_DEFAULT})`)
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .option('--now <instant>', 'take this instant for now, for repeatable runs', instantOption)
    .option('--config <file>', 'a JSON file with settings; the environment (EARNBACK_*) and options win over it')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true, helpWidth: edge.stdout.columns ?? 120 })
    .configureOutput({ writeOut: said, writeErr: said, outputError: (text, write) => write(text) })
    .addHelpText('afterAll', EXIT_CODES)
    .exitOverride()

const CODES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'COMMAND_UNKNOWN',
  'commander.unknownOption': 'OPTION_UNKNOWN',
  'commander.missingArgument': 'ARGUMENT_MISSING',
  'commander.missingMandatoryOptionValue': 'OPTION_MISSING',
  'commander.optionMissingArgument': 'ARGUMENT_MISSING',
  'commander.excessArguments': 'ARGUMENT_UNEXPECTED',
  'commander.invalidArgument': 'ARGUMENT_INVALID',
}

/** Help and version were asked for, or the line could not be read: what commander said about it becomes ours. */
const outcomeOf = (error: CommanderError, said: string): Outcome => {
  const text = said.trimEnd()
  if (error.exitCode === 0) {
    const json = error.code === 'commander.version' ? { version: text } : { help: text }
    return E.right({ json, text: () => [`${text}\n`] })
  }
  if (error.code === 'commander.help')
    return E.left({ ...usage('COMMAND_MISSING', 'no command was given'), details: { help: text } })
  return E.left(
    usage(CODES[error.code] ?? 'USAGE_INVALID', text.replace(/^error: /, ''), 'run it with --help to see how it is used'),
  )
}

const parsedBy = async (edge: Edge): Promise<Outcome> => {
  const said: string[] = []
  const program = newProgram(edge, (text) => said.push(text))
  let outcome: Outcome | undefined
  for (const command of COMMANDS) {
    command(program, async (work) => {
      outcome = await work(contextOf(edge, program.opts<GlobalOptions>()))
    })
  }
  try {
    await program.parseAsync(edge.argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return outcomeOf(error, said.join(''))
    throw error
  }
  if (outcome === undefined) throw new Error('the command ended without an outcome')
  return outcome
}

const complain = (edge: Edge, failure: Failure): void => {
  const look = lookOf(edge.stderr, edge.env)
  const { code, message, advice, details } = failure
  if (code === 'COMMAND_MISSING') edge.stderr.write(`${String(details?.help)}\n\n`)
  edge.stderr.write(`${look.bad('error')} ${code}: ${visibleLines(message)}\n`)
  if (advice !== undefined) edge.stderr.write(`${look.faint('→')} ${visibleLines(advice)}\n`)
}

const jsonLine = function* (json: unknown): Generator<string> {
  yield* jsonChunks(json)
  yield '\n'
}

/** A report can have a million lines: a write for each would cost more than the report. */
const writeAll = (output: Output, chunks: Iterable<string | Uint8Array>): void => {
  let block = ''
  for (const chunk of chunks) {
    if (typeof chunk === 'string') block += chunk
    if (typeof chunk === 'string' && block.length < BLOCK_CHARS) continue
    output.write(block)
    block = ''
    if (typeof chunk !== 'string') output.write(chunk)
  }
  output.write(block)
}

/** The words before `--`, for when the line itself could not be read. */
const optionsOf = (argv: ReadonlyArray<string>): ReadonlyArray<string> =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)

const report = (edge: Edge, outcome: Outcome): number => {
  const isJson = optionsOf(edge.argv).includes('--json')
  if (E.isLeft(outcome)) {
    if (isJson) edge.stdout.write(`${JSON.stringify(failureJson(outcome.left))}\n`)
    else complain(edge, outcome.left)
    return outcome.left.exit
  }
  const { json, text, exit = 0 } = outcome.right
  writeAll(edge.stdout, isJson ? jsonLine(json) : text(lookOf(edge.stdout, edge.env)))
  return exit
}

/** Reads the line, does what it says, prints the answer; the exit code. */
export const runProgram = async (edge: Edge): Promise<number> => {
  try {
    return report(edge, await parsedBy(edge))
  } catch (error) {
    edge.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return report(edge, E.left(internalFault(error)))
  }
}
