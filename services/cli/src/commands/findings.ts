import type { Instant } from '@earnback/kernel'
import { inQueueOrder, type QueuedFinding, queuedOf, type Standings } from '@earnback/projections'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Config, readingPolicy } from '../config'
import { type Outcome, type Run, withEngine } from '../context'
import { findingsText } from '../render/findings-text'
import { standingsAt } from '../standings-at'
import type { Engine } from '../wire'
import { examples } from './examples'
import { couponNotFound, type TimeOptions, timesOf, withTimes } from './times'

interface FindingsOptions extends TimeOptions {
  readonly coupon?: string
}

/** Undefined where one coupon was asked for that the log does not know at the times. One coupon after the other is held, never all. */
const queueOf = async (
  engine: Engine,
  { coupon, ...options }: FindingsOptions,
  picked: (standings: Standings) => ReadonlyArray<QueuedFinding>,
): Promise<ReadonlyArray<QueuedFinding> | undefined> => {
  const times = timesOf(options)
  const couponIds = coupon === undefined ? (await engine.projector.pick(({ couponId }) => [couponId])).picked : [coupon]
  const queued: QueuedFinding[] = []
  for (const couponId of couponIds) {
    const placed = await standingsAt(engine, couponId, times)
    if (placed === undefined && coupon !== undefined) return undefined
    if (placed === undefined) continue
    queued.push(...picked(placed.standings))
  }
  return queued
}

const answerOf = (findings: ReadonlyArray<QueuedFinding>): Outcome =>
  E.right({ json: { findings }, text: (look) => lines(findingsText(findings, look)) })

const asked = async (engine: Engine, config: Config, options: FindingsOptions, now: Instant): Promise<Outcome> => {
  const queued = await queueOf(engine, options, (standings) => queuedOf(standings, { ...readingPolicy(config), now }))
  return queued === undefined
    ? E.left(couponNotFound(options.coupon ?? '', timesOf(options), config.store.text))
    : answerOf(inQueueOrder(queued))
}

export const findingsCommand = (program: Command, run: Run): void => {
  withTimes(program.command('findings'))
    .description(
      'List what a person should look at: every finding of every coupon, and where the platform and the engine disagree.',
    )
    .option('--coupon <id>', 'only this coupon')
    .addHelpText('after', examples('earnback findings', 'earnback findings --coupon c-1 --json'))
    .action((options: FindingsOptions) =>
      run((context) =>
        withEngine(context, (engine, config) => asked(engine, config, options, options.asOf ?? options.knownAt ?? context.now())),
      ),
    )
}
