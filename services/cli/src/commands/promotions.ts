import { promotionsOf } from '@earnback/projections'
import { viewAccount } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { readingPolicy } from '../config'
import { type Run, withEngine } from '../context'
import { promotionsText } from '../render/promotions-text'
import { examples } from './examples'
import { accountNotFound, type TimeOptions, timesOf, withTimes } from './times'

export const promotionsCommand = (program: Command, run: Run): void => {
  withTimes(program.command('promotions'))
    .description(
      'Show an ad account’s promotions by tab: progress, what is left of the credit, when it is due, and what is at risk.',
    )
    .argument('<adAccountId>', 'the ad account')
    .addHelpText(
      'after',
      examples('earnback promotions acct-1', 'earnback promotions acct-1 --as-of 2026-03-10T00:00:00+09:00 --json'),
    )
    .action((adAccountId: string, options: TimeOptions) =>
      run((context) =>
        withEngine(context, async (engine, config) => {
          const times = timesOf(options)
          const placed = await viewAccount(engine, adAccountId, times)
          if (placed === undefined) return E.left(accountNotFound(adAccountId, times, config.store.text))
          const at = times.asOf ?? times.knownAt ?? context.now()
          const promotions = promotionsOf(placed.view, readingPolicy(config), at, { ...times, position: placed.position })
          return E.right({ json: promotions, text: (look) => lines(promotionsText(promotions, at, look)) })
        }),
      ),
    )
}
