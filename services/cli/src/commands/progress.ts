import type { Instant } from '@earnback/kernel'
import { type Progress, progressOf } from '@earnback/projections'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { readingPolicy } from '../config'
import { type Outcome, type Run, withEngine } from '../context'
import { progressText } from '../render/progress-text'
import { standingsAt } from '../standings-at'
import { examples } from './examples'
import { couponNotFound, type TimeOptions, timesOf, withTimes } from './times'

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
