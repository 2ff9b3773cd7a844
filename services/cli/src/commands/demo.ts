import type { Command } from 'commander'
import { ALLOWED_LATENESS_DEFAULT } from '@earnback/coupon'
import { parseDuration, type Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { activationFailure } from '../activation-failure'
import { calculationFailure } from '../calculation-failure'
import { type Config, fileOf } from '../config'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { CALCULATION_LAG_HOURS } from '../demo/calendar'
import { removeDemoStore } from '../demo/fresh-store'
import type { PlayFault } from '../demo/play-month'
import { runDemo } from '../demo/run-demo'
import { type Failure, usage } from '../failure'
import { parseStoreUrl } from '../store-url'
import type { Engine } from '../wire'
import { examples } from './examples'

const STORE_DEFAULT = 'sqlite:data/demo.db'

interface Given {
  readonly store?: string
  readonly now?: Instant
}

const lag = (): Config['calculationLag'] => {
  const parsed = parseDuration(`PT${CALCULATION_LAG_HOURS}H`)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  return parsed.right
}

/** The month is the same for everybody: of the settings only a store given on the command line has a say, never the environment's. */
const demoConfig = (config: Config, { store }: Given): Config => {
  const parsed = parseStoreUrl(STORE_DEFAULT)
  if (E.isLeft(parsed)) throw new Error(parsed.left.expected)
  return {
    ...config,
    store: store === undefined ? parsed.right : config.store,
    kafka: undefined,
    calculationLag: lag(),
    allowedLateness: ALLOWED_LATENESS_DEFAULT,
    grantAuthority: 'engine',
  }
}

const demoFailure = (fault: PlayFault): Failure => {
  if (fault.kind === 'SourceUnusable') return usage(fault.code, fault.message)
  return fault.kind === 'ActivationContended' ? activationFailure(fault) : calculationFailure(fault)
}

const play = async (engine: Engine, { store }: Config, { now }: Given, { meter }: Context): Promise<Outcome> => {
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
  const answer = await runDemo(engine, { store: store.text, end: now, onProgress: bar.update })
  bar.end()
  return E.isLeft(answer) ? E.left(demoFailure(answer.left)) : answer
}

export const demoCommand = (program: Command, run: Run): void => {
  program
    .command('demo')
    .description(
      `Play a generated month with every interesting case through the engine, into ${STORE_DEFAULT} or an empty --store, and show what came of it. The month is one in the past; with --now it ends then.`,
    )
    .addHelpText('after', examples('earnback demo', 'earnback demo --store sqlite:/tmp/month.db --json'))
    .action(() =>
      run(async (context) => {
        if (E.isLeft(context.config)) return context.config
        const given = program.opts<Given>()
        const config = demoConfig(context.config.right, given)
        // Only the demo's own file is ever replaced; a store that somebody names must be empty.
        if (given.store === undefined) removeDemoStore(fileOf(config))
        return withEngine({ ...context, config: E.right(config) }, (engine) => play(engine, config, given, context))
      }),
    )
}
