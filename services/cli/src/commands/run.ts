import { existsSync } from 'node:fs'
import { untilAborted } from '@earnback/kernel'
import { Metrics } from '@earnback/query-api'
import { type Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Config } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { type Failure, usage } from '../failure'
import { runKafka } from '../kafka/run-kafka'
import { portOption } from '../port-option'
import { ingestText } from '../render/ingest-text'
import { meteredLog } from '../running/metered-log'
import { hasPorts, openPorts, type PortOptions } from '../running/open-ports'
import { type Part, PARTS, partsIn } from '../running/parts'
import { partitionWatch } from '../running/partition-watch'
import { Readiness } from '../running/readiness'
import { RunningEngine } from '../running/run-engine'
import { runLog } from '../running/run-log'
import { HOST_DEFAULT, withServingOptions } from '../serving/serving-options'
import type { Engine } from '../wire'
import { examples } from './examples'

interface RunOptions extends PortOptions {
  readonly once?: true
  readonly only?: ReadonlySet<Part>
  readonly createTopics?: true
  /** The names of those options that say how to serve and were given. */
  readonly forServing: ReadonlyArray<string>
}

const MICROS_PER_MILLI = 1_000

const everyMsOf = ({ calculationEvery }: Config): number => Math.max(1, calculationEvery.micros / MICROS_PER_MILLI)

const partsOption = (text: string): ReadonlySet<Part> => {
  const parts = partsIn(text)
  if (parts === undefined) throw new InvalidArgumentError(`expected one or more of ${PARTS.join(', ')}, with commas between them`)
  return parts
}

/** What says how to serve, and nothing else. */
const FOR_SERVING = ['port', 'host', 'dev', 'pages'] as const

const wrongUse = (path: string | undefined, options: RunOptions, config: Config): Failure | undefined => {
  const { once, createTopics, serve, forServing } = options
  const [first] = forServing
  if (serve !== true && first !== undefined)
    return usage('OPTIONS_CONFLICT', `--${first} was given without --serve`, `add --serve, or leave --${first} out`)
  if (serve === true && once === true)
    return usage('OPTIONS_CONFLICT', '--once stops when it is done, and --serve goes on', 'leave one of the two out')
  if (path === '-')
    return usage('ARGUMENT_INVALID', 'run follows a file or a folder, not standard input', 'use `earnback ingest -` for that')
  if (path !== undefined && once === true && !existsSync(path))
    return usage('INPUT_NOT_FOUND', `${path} can't be read: there is no such file`)
  if (createTopics === true && config.kafka === undefined)
    return usage('OPTIONS_CONFLICT', '--create-topics needs a broker', 'name one with EARNBACK_KAFKA_BROKERS')
  return undefined
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
  const stop = edge.untilStopped()
  const parts = options.only ?? new Set(PARTS)
  const metrics = hasPorts(options) ? new Metrics() : undefined
  const told = runLog({ write: edge.stderr.write, now, isJson, isDetailed: options.logLevel === 'debug' })
  const log = metrics === undefined ? told : meteredLog(told, metrics)
  const readiness = new Readiness(engine.store, edge.pause)
  const kafka = await runKafka(engine, config, context, {
    log,
    watch: partitionWatch(readiness, metrics),
    everyMs: everyMsOf(config),
    isToMakeTopics: options.createTopics === true,
  })
  if (E.isLeft(kafka)) return kafka
  const ports = await openPorts({ engine, config, context, readiness, log, parts, metrics }, options)
  if (E.isLeft(ports)) return ports
  const running = new RunningEngine(engine, {
    path,
    parts,
    kafka: kafka.right,
    isOnce: options.once === true,
    everyMs: everyMsOf(config),
    now,
    pause: edge.pause,
    stop,
    log,
  })
  // What is asked still is answered while the engine ends, not after it: both have ten seconds together.
  const closing = untilAborted(stop).then(ports.right.close)
  const totals = await running.run()
  await (stop.aborted ? closing : ports.right.close())
  return E.isLeft(totals) ? totals : E.right({ json: totals.right, text: (look) => lines(ingestText(totals.right, look)) })
}

export const runCommand = (program: Command, run: Run): void => {
  withServingOptions(
    program
      .command('run')
      .description(
        'Run the whole engine in one process, until stopped: take in files and topics, calculate on schedule, keep the read model at the head, publish decisions.',
      )
      .argument('[path]', 'an NDJSON file, or a folder with *.ndjson and *.jsonl files, to follow as it grows')
      .option('--once', 'take in the files that are there, calculate once, publish, stop')
      .option('--only <parts>', `only these of ${PARTS.join(', ')}: the others run in processes of their own`, partsOption)
      .option('--create-topics', 'make the topics that are not there before anything else')
      .option(
        '--health-port <port>',
        'answer /health/live, /health/ready and /metrics on this port, to whoever reaches it',
        portOption,
      )
      .option('--health-host <host>', 'the address of --health-port', HOST_DEFAULT)
      .option('--serve', 'answer questions over HTTP too, as `earnback serve` does: the API and the pages'),
  )
    .addHelpText(
      'after',
      examples(
        'earnback run ./inbox',
        'earnback run ./inbox --serve --dev',
        'EARNBACK_CALCULATION_EVERY=PT1M earnback run events.ndjson',
        'EARNBACK_KAFKA_BROKERS=localhost:9092 earnback run --create-topics',
        'EARNBACK_KAFKA_BROKERS=localhost:9092 earnback run --only ingester',
        'earnback run --once ./inbox --json',
      ),
    )
    .action((path: string | undefined, given: Omit<RunOptions, 'forServing'>, command: Command) => {
      const forServing = FOR_SERVING.filter((name) => command.getOptionValueSource(name) === 'cli')
      return run((context) =>
        withEngine(context, (engine, config) => runOn(engine, config, context, path, { ...given, forServing })),
      )
    })
}
