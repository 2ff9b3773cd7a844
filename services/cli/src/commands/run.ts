import { existsSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Config } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, usage } from '../failure'
import { portOption } from '../port-option'
import { ingestText } from '../render/ingest-text'
import { runKafka } from '../kafka/run-kafka'
import { type Part, PARTS, partsIn } from '../running/parts'
import { Readiness } from '../running/readiness'
import { RunningEngine } from '../running/run-engine'
import { runLog } from '../running/run-log'
import { type Health, serveHealth } from '../running/serve-health'
import type { Engine } from '../wire'
import { examples } from './examples'

interface RunOptions {
  readonly once?: true
  readonly only?: ReadonlySet<Part>
  readonly createTopics?: true
  readonly healthPort?: number
  readonly healthHost: string
}

const MICROS_PER_MILLI = 1_000

const everyMsOf = ({ calculationEvery }: Config): number => Math.max(1, calculationEvery.micros / MICROS_PER_MILLI)

const partsOption = (text: string): ReadonlySet<Part> => {
  const parts = partsIn(text)
  if (parts === undefined) throw new InvalidArgumentError(`expected one or more of ${PARTS.join(', ')}, with commas between them`)
  return parts
}

const wrongUse = (path: string | undefined, { once, createTopics }: RunOptions, config: Config): Failure | undefined => {
  if (path === '-')
    return usage('ARGUMENT_INVALID', 'run follows a file or a folder, not standard input', 'use `earnback ingest -` for that')
  if (path !== undefined && once === true && !existsSync(path))
    return usage('INPUT_NOT_FOUND', `${path} can't be read: there is no such file`)
  if (createTopics === true && config.kafka === undefined)
    return usage('OPTIONS_CONFLICT', '--create-topics needs a broker', 'name one with EARNBACK_KAFKA_BROKERS')
  return undefined
}

const healthOf = async (
  { healthPort, healthHost }: RunOptions,
  { reasons }: Readiness,
): Promise<E.Either<Failure, Health | undefined>> => {
  if (healthPort === undefined) return E.right(undefined)
  try {
    return E.right(await serveHealth(healthPort, healthHost, reasons))
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall !== 'listen') throw error
    return E.left(
      usage('PORT_UNAVAILABLE', `port ${healthPort} can't be listened on: ${code ?? 'unknown'}`, 'name another --health-port'),
    )
  }
}

const runOn = async (
  engine: Engine,
  config: Config,
  context: Context,
  path: string | undefined,
  options: RunOptions,
): Promise<Outcome> => {
  const wrong = wrongUse(path, options, config)
  if (wrong !== undefined) return E.left(wrong)
  const { edge, isJson, now } = context
  const log = runLog({ write: edge.stderr.write, now, isJson })
  const readiness = new Readiness(engine.store, edge.pause)
  const kafka = await runKafka(engine, readiness, config, context, {
    log,
    everyMs: everyMsOf(config),
    isToMakeTopics: options.createTopics === true,
  })
  if (E.isLeft(kafka)) return kafka
  const health = await healthOf(options, readiness)
  if (E.isLeft(health)) return health
  const running = new RunningEngine(engine, {
    path,
    parts: options.only ?? new Set(PARTS),
    kafka: kafka.right,
    isOnce: options.once === true,
    everyMs: everyMsOf(config),
    now,
    pause: edge.pause,
    stop: edge.untilStopped(),
    log,
  })
  const totals = await running.run()
  await health.right?.close()
  return E.isLeft(totals) ? totals : E.right({ json: totals.right, text: (look) => lines(ingestText(totals.right, look)) })
}

export const runCommand = (program: Command, run: Run): void => {
  program
    .command('run')
    .description(
      'Run the whole engine in one process, until stopped: take in files and topics, calculate on schedule, keep the read model at the head, publish decisions.',
    )
    .argument('[path]', 'an NDJSON file, or a folder with *.ndjson and *.jsonl files, to follow as it grows')
    .option('--once', 'take in the files that are there, calculate once, publish, stop')
    .option('--only <parts>', `only these of ${PARTS.join(', ')}: the others run in processes of their own`, partsOption)
    .option('--health-port <port>', 'answer /health/live and /health/ready on this port', portOption)
    .option('--health-host <host>', 'the address of --health-port', '127.0.0.1')
    .option('--create-topics', 'make the topics that are not there before anything else')
    .addHelpText(
      'after',
      examples(
        'earnback run ./inbox',
        'EARNBACK_CALCULATION_EVERY=PT1M earnback run events.ndjson',
        'EARNBACK_KAFKA_BROKERS=localhost:9092 earnback run --create-topics',
        'EARNBACK_KAFKA_BROKERS=localhost:9092 earnback run --only ingester',
        'earnback run --once ./inbox --json',
      ),
    )
    .action((path: string | undefined, options: RunOptions) =>
      run((context) => withEngine(context, (engine, config) => runOn(engine, config, context, path, options))),
    )
}
