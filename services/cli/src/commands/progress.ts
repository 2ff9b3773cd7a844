import type { Instant } from '@earnback/kernel'
import { type Progress, progressOf, standingsOf, type Standings, type Times } from '@earnback/projections'
import { withAccountFacts } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { readingPolicy } from '../config'
import { type Outcome, type Run, withEngine } from '../context'
import { progressText } from '../render/progress-text'
import type { Engine } from '../wire'
import { examples } from './examples'
import { askLog, couponNotFound, type TimeOptions, timesOf, withTimes } from './times'

interface Placed {
  readonly standings: Standings
  readonly position: number
}

/** Without times the read model answers, else the log as it stood. */
const standingsOnly = async (engine: Engine, couponId: string, times: Times): Promise<Placed | undefined> => {
  if (times.asOf === undefined && times.knownAt === undefined) return engine.projector.standings(couponId)
  const placed = await askLog(engine, couponId, times)
  if (placed === undefined) return undefined
  return { standings: standingsOf(placed.view), position: placed.position }
}

/** With what the facts about the account add. */
const standingsAt = async (engine: Engine, couponId: string, times: Times): Promise<Placed | undefined> => {
  const placed = await standingsOnly(engine, couponId, times)
  if (placed === undefined) return undefined
  const { standings, position } = placed
  return { standings: await withAccountFacts(engine, standings, { times, position }), position }
}

const answerOf = (progress: Progress, at: Instant): Outcome =>
  E.right({ json: progress, text: (look) => lines(progressText(progress, at, look)) })

export const progressCommand = (program: Command, run: Run): void => {
  withTimes(program.command('progress'))
    .description('Tell where a coupon stands: what is reported, calculated and pending, its dates, its status.')
    .argument('<couponId>', 'the coupon')
    .addHelpText('after', examples('earnback progress c-1', 'earnback progress c-1 --known-at 2026-03-10T00:00:00+09:00 --json'))
    .action((couponId: string, options: TimeOptions) =>
      run((context) =>
        withEngine(context, async (engine, config) => {
          const times = timesOf(options)
          const placed = await standingsAt(engine, couponId, times)
          if (placed === undefined) return E.left(couponNotFound(couponId, times, config.store.text))
          const at = times.asOf ?? times.knownAt ?? context.now()
          return answerOf(progressOf(placed.standings, at, { ...times, position: placed.position }, readingPolicy(config)), at)
        }),
      ),
    )
}
