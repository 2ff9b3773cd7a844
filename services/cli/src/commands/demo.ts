import type { Command } from 'commander'
import { ALLOWED_LATENESS_DEFAULT } from '@earnback/coupon'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { type Answer, lines } from '../answer'
import { activationFailure } from '../activation-failure'
import { calculationFailure } from '../calculation-failure'
import { type Config, fileOf } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import type { DemoFacts } from '../demo/demo-facts'
import { demoText } from '../demo/demo-text'
import { removeDemoStore } from '../demo/fresh-store'
import type { PlayFault } from '../demo/play-month'
import { runDemo } from '../demo/run-demo'
import { DEMO_SCHEDULE, serveDemo } from '../demo/serve-demo'
import { type Failure, usage } from '../failure'
import { portOption } from '../port-option'
import { lookOf } from '../render/look'
import { serveUntil } from '../serving/serve-until'
import { parseStoreUrl } from '../store-url'
import type { Engine } from '../wire'
import { examples } from './examples'

const STORE_DEFAULT = 'sqlite:data/demo.db'

interface Given {
  readonly store?: string
  readonly now?: Instant
}

interface DemoCommandOptions {
  /** Undefined where the line says neither --serve nor --no-serve. */
  readonly serve?: boolean
  readonly port?: number
}

/** The month is the same for everybody: of the settings only a store given on the command line has a say, never the environment's. */
const demoConfig = (config: Config, { store }: Given): Config => {
  const parsed = parseStoreUrl(STORE_DEFAULT)
  if (E.isLeft(parsed)) throw new Error(parsed.left.expected)
  const own = store === undefined ? parsed.right : config.store
  return {
    ...config,
    store: own,
    keys: `${fileOf({ ...config, store: own })}.keys.json`,
    kafka: undefined,
    ...DEMO_SCHEDULE,
    allowedLateness: ALLOWED_LATENESS_DEFAULT,
    grantAuthority: 'engine',
    holidays: new Set(),
    oidcIssuer: undefined,
    oidcAudience: undefined,
    oidcKeySet: undefined,
  }
}

const demoFailure = (fault: PlayFault): Failure => {
  if (fault.kind === 'SourceUnusable') return usage(fault.code, fault.message)
  return fault.kind === 'ActivationContended' ? activationFailure(fault) : calculationFailure(fault)
}

const play = async (
  engine: Engine,
  { store }: Config,
  { now }: Given,
  { meter }: Context,
): Promise<E.Either<Failure, DemoFacts>> => {
  const { position } = await engine.store.head()
  if (position > 0) {
    return E.left(
      usage(
        'STORE_NOT_EMPTY',
        `${store.text} holds ${position} events, and the demo needs an empty store`,
        'name a new file with --store, or none',
      ),
    )
  }
  const bar = meter('playing a month', 'events')
  const facts = await runDemo(engine, { store: store.text, end: now, onProgress: bar.update })
  bar.end()
  return E.isLeft(facts) ? E.left(demoFailure(facts.left)) : facts
}

/** Where a person reads the screen the pages are served behind it; a program gets its answer and goes on. */
const isServed = ({ serve, port }: DemoCommandOptions, { edge, isJson }: Context): boolean =>
  serve ?? (port !== undefined || (edge.stdout.isTerminal && !isJson))

/** The screen stands before the command ends, so it is written here, and nothing is left to be said at the end. */
const showLive = async (
  engine: Engine,
  config: Config,
  context: Context,
  { facts, port }: { readonly facts: DemoFacts; readonly port: number | undefined },
): Promise<Outcome> => {
  const { edge } = context
  const stop = edge.untilStopped()
  const serving = await serveDemo(engine, config, context, { month: facts.month, port })
  if (E.isLeft(serving)) return serving
  await serveUntil(stop, context, serving.right, () => {
    for (const line of lines(demoText(facts, lookOf(edge.stdout, edge.env), serving.right.address))) edge.stdout.write(line)
  })
  return E.right({ json: facts, text: () => [] })
}

const answerOf = (facts: DemoFacts): Answer => ({ json: facts, text: (look) => lines(demoText(facts, look)) })

export const demoCommand = (program: Command, run: Run): void => {
  program
    .command('demo')
    .description(
      `Play a generated month with every interesting case through the engine, into ${STORE_DEFAULT} or an empty --store, and show what came of it. The month is one in the past; with --now it ends then. On a terminal the pages are served until Ctrl-C.`,
    )
    .option('--serve', 'serve the API and the pages afterwards, until stopped, also where there is no terminal')
    .option('--no-serve', 'only show, also on a terminal')
    .option('--port <port>', 'where to serve; without it 8080, or a free port where that is taken', portOption)
    .addHelpText(
      'after',
      examples('earnback demo', 'earnback demo --store sqlite:/tmp/month.db --json', 'earnback demo --serve --port 0'),
    )
    .action((options: DemoCommandOptions) =>
      run(async (context) => {
        if (E.isLeft(context.config)) return context.config
        const given = program.opts<Given>()
        const config = demoConfig(context.config.right, given)
        // Only the demo's own file is ever replaced; a store that somebody names must be empty.
        if (given.store === undefined) removeDemoStore(fileOf(config))
        return withEngine({ ...context, config: E.right(config) }, async (engine) => {
          const facts = await play(engine, config, given, context)
          if (E.isLeft(facts)) return facts
          if (!isServed(options, context)) return E.right(answerOf(facts.right))
          return showLive(engine, config, context, { facts: facts.right, port: options.port })
        })
      }),
    )
}
